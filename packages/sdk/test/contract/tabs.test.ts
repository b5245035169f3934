import { describe, expect, it } from 'vitest'
import { at, newHost, newWord, reasonOf, refusalOf, without } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

forEachServer('tabs', (server) => {
  const upsert = (input: object = {}) => server.client.tabs.upsert({ id: newWord(), ...input })

  describe('a tab', () => {
    it('has everything a caller gave', async () => {
      const url = `https://${newHost()}/a#part`
      const given = {
        id: newWord(),
        windowId: 'w',
        index: 3,
        title: 'A page',
        url,
        favicon: 'data:,x',
        active: true,
        pinned: true,
      }
      const tab = await server.client.tabs.upsert({ ...given, openedAt: at(1), lastActiveAt: at(2) })
      expect(tab).toEqual({
        ...given,
        openedAt: at(1),
        lastActiveAt: at(2),
        closedAt: null,
        threadId: null,
        thread: null,
        page: { id: tab.page?.id, url: url.replace('#part', ''), title: 'A page' },
        lastVisits: [],
      })
      expect(await server.client.tabs.get({ id: given.id })).toEqual(tab)
    })

    it('keeps the fields that are left out', async () => {
      const before = await upsert({
        windowId: 'w',
        index: 3,
        title: 'A page',
        favicon: 'x',
        active: true,
        pinned: true,
        url: `https://${newHost()}/`,
      })
      const after = await server.client.tabs.upsert({ id: before.id, index: 4 })
      expect(after).toEqual({ ...before, index: 4, lastActiveAt: after.lastActiveAt })
    })

    it('loses what null clears', async () => {
      const { id } = await upsert({
        windowId: 'w',
        index: 3,
        title: 'A page',
        favicon: 'x',
        url: `https://${newHost()}/`,
      })
      const empty = { windowId: null, index: null, title: null, favicon: null, url: null }
      expect(await server.client.tabs.upsert({ id, ...empty })).toMatchObject({ ...empty, page: null })
    })

    it('may show a page that is no web page, which the history does not know', async () => {
      expect(await upsert({ url: 'chrome://newtab/', title: 'New tab' })).toMatchObject({
        url: 'chrome://newtab/',
        page: null,
      })
    })

    it('never keeps a password', async () => {
      const host = newHost()
      expect((await upsert({ url: `https://user:secret@${host}/` })).url).toBe(`https://${host}/`)
    })

    it.each(['get', 'close'] as const)('that is not known cannot be asked to %s', async (verb) => {
      expect(await refusalOf(server.client.tabs[verb]({ id: newWord() }))).toMatchObject({
        kind: 'not_found',
        reason: 'TAB_NOT_FOUND',
      })
    })

    it('that is closed says since when, is not active, and leaves the list', async () => {
      const windowId = newWord()
      const { id } = await upsert({ windowId, active: true })
      expect(await server.client.tabs.close({ id })).toMatchObject({ active: false, closedAt: expect.any(String) })
      expect((await server.client.tabs.list({ windowId })).items).toEqual([])
    })

    it('that is closed is in the list of closed tabs', async () => {
      const windowId = newWord()
      const { id } = await upsert({ windowId })
      await upsert({ windowId })
      await server.client.tabs.close({ id })
      expect((await server.client.tabs.list({ windowId, closed: true })).items.map((tab) => tab.id)).toEqual([id])
    })

    it('opens again with what it had', async () => {
      const { id } = await upsert({ title: 'A page' })
      await server.client.tabs.close({ id })
      expect(await server.client.tabs.upsert({ id })).toMatchObject({ title: 'A page', closedAt: null })
    })

    it('keeps its thread when it is closed', async () => {
      const { id } = await upsert()
      const { thread } = await server.client.tabs.bindThread({ tabId: id })
      expect((await server.client.tabs.close({ id })).threadId).toBe(thread.id)
    })
  })

  describe('the list of tabs', () => {
    it('shows each with its thread and its last visits, the newest first', async () => {
      const windowId = newWord()
      const { id: tabId } = await upsert({ windowId, lastActiveAt: at(0) })
      const { thread } = await server.client.tabs.bindThread({ tabId, title: 'Bikes' })
      await server.client.messages.append({ threadId: thread.id, role: 'user', content: '' })
      const host = newHost()
      const visits = []
      for (const n of [1, 2, 3])
        visits.push(await server.client.history.record({ url: `https://${host}/${n}`, visitedAt: at(n), tabId }))
      const [tab] = (await server.client.tabs.list({ windowId })).items
      expect(tab?.thread).toEqual({ id: thread.id, title: 'Bikes', messageCount: 1 })
      expect(tab?.lastVisits).toEqual(visits.map((visit) => without(visit, 'created')).toReversed())
    })

    it('keeps the tabs of one thread', async () => {
      const one = await upsert()
      const { thread } = await server.client.tabs.bindThread({ tabId: one.id })
      await upsert()
      expect((await server.client.tabs.list({ threadId: thread.id })).items.map(({ id }) => id)).toEqual([one.id])
    })
  })

  describe('binding a thread', () => {
    const bind = (input: { tabId: string; threadId?: string; title?: string }) => server.client.tabs.bindThread(input)

    it('to the one named binds the tab', async () => {
      const { id: tabId } = await upsert()
      const { id: threadId } = await server.client.threads.create({ title: 'Bikes' })
      const bound = await bind({ tabId, threadId })
      expect(bound).toEqual({
        tab: await server.client.tabs.get({ id: tabId }),
        thread: await server.client.threads.get({ id: threadId }),
        created: false,
      })
      expect(bound.tab.threadId).toBe(threadId)
    })

    it('to one that is not there makes it under that id', async () => {
      const { id: tabId } = await upsert()
      const threadId = newWord()
      const { thread, created } = await bind({ tabId, threadId, title: 'Bikes' })
      expect({ id: thread.id, title: thread.title, created }).toEqual({ id: threadId, title: 'Bikes', created: true })
    })

    it('without naming one returns the binding there is', async () => {
      const { id: tabId } = await upsert()
      const first = await bind({ tabId })
      expect(await bind({ tabId })).toEqual({ ...first, created: false })
    })

    it('without naming one makes a new thread for a tab that has none', async () => {
      const { id: tabId } = await upsert()
      const { tab, thread, created } = await bind({ tabId })
      expect({ created, threadId: tab.threadId, boundTabs: thread.boundTabs.map(({ id }) => id) }).toEqual({
        created: true,
        threadId: thread.id,
        boundTabs: [tabId],
      })
    })

    it('makes a tab that is not known', async () => {
      const tabId = newWord()
      await bind({ tabId })
      expect((await server.client.tabs.get({ id: tabId })).threadId).not.toBeNull()
    })

    it('to another thread moves the tab', async () => {
      const { id: tabId } = await upsert()
      const first = await bind({ tabId })
      const second = await bind({ tabId, threadId: newWord() })
      expect((await server.client.threads.get({ id: first.thread.id })).boundTabs).toEqual([])
      expect((await server.client.threads.get({ id: second.thread.id })).boundTabs.map(({ id }) => id)).toEqual([tabId])
    })

    it('never renames a thread that exists', async () => {
      const { id: tabId } = await upsert()
      const { id: threadId } = await server.client.threads.create({ title: 'Bikes' })
      expect((await bind({ tabId, threadId, title: 'Cars' })).thread.title).toBe('Bikes')
      expect((await bind({ tabId, title: 'Cars' })).thread.title).toBe('Bikes')
    })

    it('takes a title that is longer in the tab than a thread may have', async () => {
      const { id: tabId } = await upsert({ title: '👍'.repeat(1_000) })
      expect((await bind({ tabId })).created).toBe(true)
    })

    it('by many callers at the same time makes one thread', async () => {
      for (let round = 0; round < 10; round++) {
        const { id: tabId } = await upsert()
        const bound = await Promise.all(Array.from({ length: 10 }, () => bind({ tabId })))
        expect(new Set(bound.map(({ thread }) => thread.id)).size).toBe(1)
      }
    })

    it('can be undone', async () => {
      const { id: tabId } = await upsert()
      const { thread } = await bind({ tabId })
      expect(await server.client.tabs.unbindThread({ tabId })).toMatchObject({ threadId: null, thread: null })
      expect((await server.client.threads.get({ id: thread.id })).boundTabs).toEqual([])
    })

    it('of a tab that is not known cannot be undone', async () => {
      expect(await reasonOf(server.client.tabs.unbindThread({ tabId: newWord() }))).toBe('TAB_NOT_FOUND')
    })
  })

  describe('recording a visit in a tab', () => {
    it("moves the tab's page, url and title", async () => {
      const { id: tabId } = await upsert({ url: `https://${newHost()}/`, title: 'Before' })
      const url = `https://${newHost()}/after#part`
      const visit = await server.client.history.record({ url, title: 'After', tabId })
      const page = { id: visit.pageId, url: url.replace('#part', ''), title: 'After' }
      expect(await server.client.tabs.get({ id: tabId })).toMatchObject({
        url,
        title: 'After',
        page,
        lastActiveAt: visit.visitedAt,
      })
    })

    it('that is older than what the tab shows does not take it back', async () => {
      const { id: tabId } = await upsert({ lastActiveAt: at(5), title: 'Now' })
      await server.client.history.record({ url: `https://${newHost()}/`, visitedAt: at(1), tabId })
      expect((await server.client.tabs.get({ id: tabId })).title).toBe('Now')
    })

    it('that is not known is refused and records nothing', async () => {
      const host = newHost()
      expect(await reasonOf(server.client.history.record({ url: `https://${host}/`, tabId: newWord() }))).toBe(
        'TAB_NOT_FOUND',
      )
      expect((await server.client.history.list({ host })).items).toEqual([])
    })
  })

  describe('deleting what a tab shows', () => {
    const shown = async () => {
      const host = newHost()
      const { id } = await upsert({ lastActiveAt: at(0) })
      const visit = await server.client.history.record({
        url: `https://${host}/`,
        title: 'Secret',
        visitedAt: at(1),
        tabId: id,
      })
      return { id, host, visit }
    }
    const nothing = { url: null, title: null, favicon: null, page: null, lastVisits: [] }

    it('by its visit clears page, url and title', async () => {
      const { id, visit } = await shown()
      await server.client.history.delete({ id: visit.id })
      expect(await server.client.tabs.get({ id })).toMatchObject(nothing)
    })

    it('by a purge of its host clears page, url and title', async () => {
      const { id, host } = await shown()
      await server.client.history.purge({ host })
      expect(await server.client.tabs.get({ id })).toMatchObject(nothing)
    })

    it('clears it in the thread that the tab is bound to', async () => {
      const { id, host } = await shown()
      const { thread } = await server.client.tabs.bindThread({ tabId: id, threadId: newWord() })
      await server.client.history.purge({ host })
      expect((await server.client.threads.get({ id: thread.id })).boundTabs).toEqual([{ id, title: null, url: null }])
    })

    it('by a purge of its host clears a page that was shown and never visited', async () => {
      const host = newHost()
      const { id } = await upsert({ url: `https://${host}/`, title: 'Secret' })
      await server.client.history.purge({ host })
      expect(await server.client.tabs.get({ id })).toMatchObject(nothing)
      expect((await server.client.pages.list({ host })).items).toEqual([])
    })

    it('leaves the other tabs as they are', async () => {
      const other = await shown()
      const before = await server.client.tabs.get({ id: other.id })
      const { host } = await shown()
      await server.client.history.purge({ host })
      expect(await server.client.tabs.get({ id: other.id })).toEqual(before)
    })
  })
})
