import { describe, expect, it } from 'vitest'
import { listAll } from '../../src/node.ts'
import { at, badFieldsOf, newHost, newWord, reasonOf, refusalOf } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

forEachServer('threads and messages', (server) => {
  const newThread = (title?: string) => server.client.threads.create({ title: title ?? 'A thread' })
  const append = (threadId: string, content: string, more: object = {}) =>
    server.client.messages.append({ threadId, role: 'user', content, ...more })

  describe('a thread', () => {
    it('has everything a caller gave and nothing else yet', async () => {
      const given = { title: 'Bikes', description: 'Which one?', origin: 'web', metadata: { color: 'red' } }
      const thread = await server.client.threads.create(given)
      expect(thread).toEqual({
        id: thread.id,
        ...given,
        messageCount: 0,
        boundTabs: [],
        createdAt: thread.createdAt,
        updatedAt: thread.createdAt,
        lastUserMessageAt: null,
        lastAssistantMessageAt: null,
      })
    })

    it('gets a title when it is given none', async () => {
      expect((await server.client.threads.create()).title).not.toBe('')
    })

    it('changes only in the fields that are given', async () => {
      const thread = await server.client.threads.create({
        title: 'a',
        description: 'b',
        origin: 'c',
        metadata: { d: 1 },
      })
      const changed = await server.client.threads.update({ id: thread.id, title: 'e' })
      expect(changed).toEqual({ ...thread, title: 'e', updatedAt: changed.updatedAt })
    })

    it('loses what null clears', async () => {
      const { id } = await server.client.threads.create({ description: 'b', origin: 'c' })
      const { description, origin } = await server.client.threads.update({ id, description: null, origin: null })
      expect({ description, origin }).toEqual({ description: null, origin: null })
    })

    it.each(['get', 'delete', 'update'] as const)('that is not there cannot be asked to %s', async (verb) => {
      const refusal = await refusalOf(server.client.threads[verb]({ id: newWord() }))
      expect(refusal).toMatchObject({ kind: 'not_found', reason: 'THREAD_NOT_FOUND' })
    })

    it('shows the tabs bound to it', async () => {
      const { id } = await newThread()
      const tabId = newWord()
      const url = `https://${newHost()}/`
      await server.client.tabs.upsert({ id: tabId, url, title: 'A page' })
      await server.client.tabs.bindThread({ tabId, threadId: id })
      expect((await server.client.threads.get({ id })).boundTabs).toEqual([{ id: tabId, title: 'A page', url }])
    })
  })

  describe('the list of threads', () => {
    it('has the last activity first: a message brings its thread to the top', async () => {
      const origin = newWord()
      const [one, two, three] = [
        await server.client.threads.create({ origin }),
        await server.client.threads.create({ origin }),
        await server.client.threads.create({ origin }),
      ]
      await append(one.id, 'Hello')
      const { items } = await server.client.threads.list({ origin })
      expect(items.map(({ id }) => id)).toEqual([one.id, three.id, two.id])
    })

    it('shows each thread as it is', async () => {
      const origin = newWord()
      const { id } = await server.client.threads.create({ origin })
      await append(id, 'Hello')
      await server.client.tabs.bindThread({ tabId: newWord(), threadId: id })
      expect((await server.client.threads.list({ origin })).items).toEqual([await server.client.threads.get({ id })])
    })
  })

  describe('a message', () => {
    it('has everything a caller gave', async () => {
      const { id: threadId } = await newThread()
      const parent = await append(threadId, 'Which bike?')
      const given = {
        threadId,
        role: 'assistant',
        content: 'The red one.',
        parentId: parent.id,
        tokens: 12,
        metadata: { a: 1 },
      } as const
      const message = await server.client.messages.append({ ...given, createdAt: at(1) })
      expect(message).toEqual({ ...given, id: message.id, sequence: 2, snapshotId: null, createdAt: at(1) })
      expect((await server.client.messages.list({ threadId })).items).toEqual([parent, message])
    })

    it.each(['user', 'assistant', 'system', 'tool'] as const)('may be of the role %s', async (role) => {
      const { id: threadId } = await newThread()
      expect((await append(threadId, '', { role })).role).toBe(role)
    })

    it('of another role is refused', async () => {
      const { id: threadId } = await newThread()
      expect(await badFieldsOf(append(threadId, '', { role: 'developer' }))).toEqual(['role'])
    })

    it('needs its thread', async () => {
      expect(await reasonOf(append(newWord(), ''))).toBe('THREAD_NOT_FOUND')
    })

    it('is refused for a parent that is in another thread', async () => {
      const one = await newThread()
      const two = await newThread()
      const parent = await append(one.id, '')
      const refusal = await refusalOf(append(two.id, '', { parentId: parent.id }))
      expect(refusal).toMatchObject({
        kind: 'invalid',
        reason: 'PARENT_NOT_IN_THREAD',
        details: { issues: [{ path: 'parentId' }] },
      })
    })

    it('is refused for a parent that is not there', async () => {
      const { id } = await newThread()
      expect(await reasonOf(append(id, '', { parentId: newWord() }))).toBe('MESSAGE_NOT_FOUND')
    })

    it('is refused for a snapshot that is not there', async () => {
      const { id } = await newThread()
      expect(await reasonOf(append(id, '', { snapshotId: newWord() }))).toBe('SNAPSHOT_NOT_FOUND')
    })

    it('that was refused leaves its thread as it was', async () => {
      const thread = await newThread()
      await refusalOf(append(thread.id, '', { parentId: newWord() }))
      expect(await server.client.threads.get({ id: thread.id })).toEqual(thread)
      expect((await append(thread.id, '')).sequence).toBe(1)
    })
  })

  describe('the messages of a thread', () => {
    it('have a strict order of their own, whatever their times say', async () => {
      const { id: threadId } = await newThread()
      await append(threadId, 'first', { createdAt: at(9) })
      await append(threadId, 'second', { createdAt: at(5) })
      await append(threadId, 'third', { createdAt: at(5) })
      const { items } = await server.client.messages.list({ threadId })
      expect(items.map(({ sequence, content }) => [sequence, content])).toEqual([
        [1, 'first'],
        [2, 'second'],
        [3, 'third'],
      ])
    })

    it('have each its place when 50 are appended at the same time', async () => {
      const { id: threadId } = await newThread()
      const sent = await Promise.all(Array.from({ length: 50 }, (_, n) => append(threadId, `${n}`)))
      const sequences = sent.map(({ sequence }) => sequence).toSorted((a, b) => a - b)
      expect(sequences).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
      expect((await server.client.threads.get({ id: threadId })).messageCount).toBe(50)
      const { items } = await server.client.messages.list({ threadId })
      expect(items).toEqual(sent.toSorted((a, b) => a.sequence - b.sequence))
    })

    it('come newest page first, each page in chronological order', async () => {
      const { id: threadId } = await newThread()
      for (const word of ['a', 'b', 'c', 'd', 'e']) await append(threadId, word)
      const pages: string[] = []
      let cursor: string | null = null
      do {
        const page: { items: { content: string }[]; nextCursor: string | null } = await server.client.messages.list({
          threadId,
          limit: 2,
          cursor,
        })
        pages.push(page.items.map(({ content }) => content).join(''))
        cursor = page.nextCursor
      } while (cursor)
      expect(pages).toEqual(['de', 'bc', 'a'])
    })

    it('that are older stay where the cursor left them when newer ones come', async () => {
      const { id: threadId } = await newThread()
      for (const word of ['a', 'b', 'c', 'd']) await append(threadId, word)
      const { nextCursor } = await server.client.messages.list({ threadId, limit: 2 })
      await append(threadId, 'e')
      const { items } = await server.client.messages.list({ threadId, cursor: nextCursor })
      expect(items.map(({ content }) => content)).toEqual(['a', 'b'])
    })

    it('of a thread that is not there cannot be listed', async () => {
      expect(await reasonOf(server.client.messages.list({ threadId: newWord() }))).toBe('THREAD_NOT_FOUND')
    })

    it('of an empty thread are an empty list', async () => {
      const { id: threadId } = await newThread()
      expect(await server.client.messages.list({ threadId })).toEqual({ items: [], nextCursor: null })
    })

    it.each([
      ['user', { lastUserMessageAt: at(3), lastAssistantMessageAt: null }],
      ['assistant', { lastUserMessageAt: null, lastAssistantMessageAt: at(3) }],
      ['system', { lastUserMessageAt: null, lastAssistantMessageAt: null }],
      ['tool', { lastUserMessageAt: null, lastAssistantMessageAt: null }],
    ] as const)('of the role %s move the last times of their thread', async (role, expected) => {
      const { id } = await newThread()
      await append(id, '', { role, createdAt: at(3) })
      const { lastUserMessageAt, lastAssistantMessageAt } = await server.client.threads.get({ id })
      expect({ lastUserMessageAt, lastAssistantMessageAt }).toEqual(expected)
    })

    it('move when their thread was changed last', async () => {
      const thread = await newThread()
      const message = await append(thread.id, '')
      const { updatedAt } = await server.client.threads.get({ id: thread.id })
      expect(updatedAt >= message.createdAt && updatedAt >= thread.updatedAt).toBe(true)
    })
  })

  describe('deleting a thread', () => {
    it('at the same time as others write in it leaves nothing to be found or counted', async () => {
      for (let round = 0; round < 10; round++) {
        const word = newWord()
        const before = (await server.client.overview.get()).counts
        const { id } = await newThread()
        await append(id, word)
        await Promise.allSettled([
          ...Array.from({ length: 4 }, () => append(id, word)),
          server.client.tasks.create({ threadId: id, title: word }),
          server.client.memories.upsert({ scope: 'thread', scopeRef: id, key: 'k', value: word, threadId: id }),
          server.client.threads.delete({ id }),
          ...Array.from({ length: 4 }, () => append(id, word)),
        ])
        expect(await reasonOf(server.client.threads.get({ id }))).toBe('THREAD_NOT_FOUND')
        const { total, facets } = await server.client.search.query({ q: word })
        expect([total, facets.kinds]).toEqual([0, []])
        expect((await server.client.overview.get()).counts).toEqual(before)
      }
    })

    const build = async () => {
      const word = newWord()
      const { id } = await newThread()
      const message = await append(id, `${word} question`)
      await append(id, `${word} answer`, { role: 'assistant' })
      const task = await server.client.tasks.create({ title: `${word} task`, threadId: id })
      await server.client.tasks.update({ id: task.id, status: 'completed' })
      await server.client.tasks.addEvent({ id: task.id, eventType: 'noted' })
      const own = await server.client.memories.upsert({ scope: 'thread', scopeRef: id, key: word, value: 'own' })
      const linked = await server.client.memories.upsert({
        scope: 'doc',
        scopeRef: word,
        key: word,
        value: 'linked',
        threadId: id,
      })
      const tabId = newWord()
      const url = `https://${word}.example/kept`
      await server.client.tabs.upsert({ id: tabId, url, title: 'kept' })
      await server.client.tabs.bindThread({ tabId, threadId: id })
      await server.client.history.record({ url, tabId, title: 'kept' })
      return { id, word, message, task, own, linked, tabId }
    }

    it('says what went, by kind', async () => {
      const { id } = await build()
      expect(await server.client.threads.delete({ id })).toEqual({
        deleted: id,
        removed: { messages: 2, tasks: 1, taskEvents: 2, memories: 2, tabBindings: 1 },
      })
    })

    it('removes it, its messages, its tasks with their events and its memories', async () => {
      const { id, task, word } = await build()
      await server.client.threads.delete({ id })
      expect(await reasonOf(server.client.threads.get({ id }))).toBe('THREAD_NOT_FOUND')
      expect(await reasonOf(server.client.messages.list({ threadId: id }))).toBe('THREAD_NOT_FOUND')
      expect(await reasonOf(server.client.tasks.events({ id: task.id }))).toBe('TASK_NOT_FOUND')
      expect((await server.client.memories.list({ key: word })).items).toEqual([])
    })

    it('leaves nothing of it to be found', async () => {
      const { id, word } = await build()
      await server.client.threads.delete({ id })
      const { items } = await server.client.search.query({ q: word, kinds: ['message', 'task', 'memory'] })
      expect(items).toEqual([])
    })

    it('frees its tabs, which stay', async () => {
      const { id, tabId } = await build()
      await server.client.threads.delete({ id })
      expect(await server.client.tabs.get({ id: tabId })).toMatchObject({ threadId: null, thread: null, title: 'kept' })
    })

    it('keeps pages and history', async () => {
      const { id, word } = await build()
      await server.client.threads.delete({ id })
      expect((await server.client.history.list({ host: `${word}.example` })).items).toHaveLength(1)
      expect((await server.client.pages.list({ host: `${word}.example` })).items).toHaveLength(1)
    })

    it('touches no other thread', async () => {
      const other = await build()
      const before = await server.client.threads.get({ id: other.id })
      const { id } = await build()
      await server.client.threads.delete({ id })
      expect(await server.client.threads.get({ id: other.id })).toEqual(before)
      expect((await server.client.messages.list({ threadId: other.id })).items).toHaveLength(2)
    })

    it('a second time says that it is not there', async () => {
      const { id } = await newThread()
      await server.client.threads.delete({ id })
      expect(await reasonOf(server.client.threads.delete({ id }))).toBe('THREAD_NOT_FOUND')
    })

    it('removes hundreds of messages at once', async () => {
      const { id: threadId } = await newThread()
      await Promise.all(Array.from({ length: 120 }, (_, n) => append(threadId, `${n}`)))
      expect((await server.client.threads.delete({ id: threadId })).removed).toMatchObject({ messages: 120 })
      const left: string[] = []
      for await (const thread of listAll(server.client.threads.list)) if (thread.id === threadId) left.push(thread.id)
      expect(left).toEqual([])
    })
  })
})
