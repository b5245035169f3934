import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listAll } from '../../src/node.ts'
import { at, badFieldsOf, newHost, newWord, reasonOf, refusalOf } from './ask.ts'
import { temporaryDirectory, writeChromeHistory } from './chrome-history.ts'
import { forEachServer } from './for-each-server.ts'
import { sha256Of } from './repository.ts'

const directory = temporaryDirectory()

forEachServer('history and pages', (server) => {
  const record = (url: string, more: object = {}) => server.client.history.record({ url, ...more })
  const urls = async (input: object) => (await server.client.history.list(input)).items.map(({ url }) => url)
  const pagesOf = async (host: string) => (await server.client.pages.list({ host })).items

  describe('recording a visit', () => {
    it('keeps everything a caller knows', async () => {
      const host = newHost()
      const referrer = await record(`https://${host}/from`, { visitedAt: at(0) })
      const { id: tabId } = await server.client.tabs.upsert({ id: newWord() })
      const given = {
        url: `https://${host}/to#part`,
        title: 'To',
        visitedAt: '2024-01-01T00:00:01.000002Z',
        tabId,
        transition: 'typed',
        durationMs: 1_500,
        referrerVisitId: referrer.id,
        device: 'phone',
        hidden: true,
      } as const
      const { created, ...visit } = await record(given.url, given)
      expect(created).toBe(true)
      expect(visit).toEqual({
        ...given,
        id: visit.id,
        pageId: visit.pageId,
        host,
        sources: [{ batchId: null, browser: null }],
      })
      expect((await server.client.history.list({ host, limit: 1 })).items).toEqual([visit])
    })

    it('takes the present time when it is given none', async () => {
      const before = new Date().toISOString()
      const { visitedAt } = await record(`https://${newHost()}/`)
      expect(visitedAt >= before && visitedAt <= new Date().toISOString()).toBe(true)
    })

    it('again, of the same URL at the same microsecond, changes nothing', async () => {
      const url = `https://${newHost()}/`
      const { created: _, ...first } = await record(url, { title: 'First', visitedAt: at(1) })
      const again = await record(url, { title: 'Second', visitedAt: at(1), hidden: true })
      expect(again).toEqual({ ...first, created: false })
      expect((await pagesOf(first.host))[0]).toMatchObject({ title: 'First', visitCount: 1 })
    })

    it('twice at the same time makes one visit', async () => {
      const url = `https://${newHost()}/`
      const both = await Promise.all([1, 2].map(() => record(url, { visitedAt: at(1) })))
      expect(both.map(({ created }) => created).toSorted()).toEqual([false, true])
      expect((await pagesOf(new URL(url).host))[0]?.visitCount).toBe(1)
    })

    it('many times at once names the page by the newest and counts each', async () => {
      for (let round = 0; round < 10; round++) {
        const host = newHost()
        const url = `https://${host}/`
        await record(url, { title: 'First', visitedAt: at(0) })
        const seconds = [4, 1, 6, 3, 5, 2]
        await Promise.all(seconds.map((second) => record(url, { title: `T${second}`, visitedAt: at(second) })))
        expect(await pagesOf(host)).toMatchObject([
          { title: 'T6', visitCount: 7, firstSeenAt: at(0), lastSeenAt: at(6) },
        ])
      }
    })

    it('one microsecond later is another visit', async () => {
      const url = `https://${newHost()}/`
      await record(url, { visitedAt: '2024-01-01T00:00:00.000001Z' })
      const second = await record(url, { visitedAt: '2024-01-01T00:00:00.000002Z' })
      expect(second.created).toBe(true)
      expect((await pagesOf(second.host))[0]).toMatchObject({ visitCount: 2 })
    })

    it('the same moment in another offset is the same visit', async () => {
      const url = `https://${newHost()}/`
      await record(url, { visitedAt: '2024-01-01T12:00:00Z' })
      expect((await record(url, { visitedAt: '2024-01-01T14:00:00+02:00' })).created).toBe(false)
    })

    it.each([
      ['a fragment', '#part'],
      ['tracking', '?utm_source=mail&utm_medium=x'],
      ['a click id', '?fbclid=abc'],
    ])('with %s counts for the same page and keeps the URL as visited', async (_, extra) => {
      const host = newHost()
      const plain = await record(`https://${host}/`, { visitedAt: at(0) })
      const visit = await record(`https://${host}/${extra}`, { visitedAt: at(1) })
      expect({ url: visit.url, pageId: visit.pageId }).toEqual({
        url: `https://${host}/${extra}`,
        pageId: plain.pageId,
      })
      expect(await pagesOf(host)).toMatchObject([{ url: `https://${host}/`, visitCount: 2 }])
    })

    it('keeps two visits of one page at one moment when the URLs differ', async () => {
      const host = newHost()
      await record(`https://${host}/#a`, { visitedAt: at(0) })
      expect((await record(`https://${host}/#b`, { visitedAt: at(0) })).created).toBe(true)
      expect((await pagesOf(host))[0]?.visitCount).toBe(2)
    })

    it('keeps the parameters that say what is shown', async () => {
      const host = newHost()
      await record(`https://${host}/?id=1&utm_source=x&q=a+b%20c`)
      expect((await pagesOf(host)).map(({ url }) => url)).toEqual([`https://${host}/?id=1&q=a+b%20c`])
    })

    it('writes the host in lower case', async () => {
      const host = newHost()
      expect((await record(`https://${host.toUpperCase()}/A`)).host).toBe(host)
      expect((await pagesOf(host))[0]?.url).toBe(`https://${host}/A`)
    })

    it('drops user and password', async () => {
      const host = newHost()
      expect((await record(`https://user:secret@${host}/x`)).url).toBe(`https://${host}/x`)
      expect((await server.client.search.query({ q: 'secret', host })).items).toEqual([])
    })

    it.each([
      'ftp://a.example/',
      'chrome://settings',
      'javascript:alert(1)',
      'file:///etc/hosts',
      'data:text/html,x',
      'about:blank',
      'a.example',
      'http://',
      'https://a b.example/',
      'https://exa<mple.com/',
      `https://${Array.from({ length: 80 }, (_, label) => sha256Of(`${label}`)).join('.')}/`,
    ])('refuses %s', async (url) => {
      const refusal = await refusalOf(record(url))
      expect(refusal).toMatchObject({
        kind: 'invalid',
        reason: 'URL_NOT_SUPPORTED',
        details: { issues: [{ path: 'url' }] },
      })
    })

    it('takes a URL of 8,192 characters', async () => {
      const url = `https://${newHost()}/`.padEnd(8_192, 'a')
      expect((await record(url)).url).toBe(url)
    })

    it('refuses a URL of more', async () => {
      expect(await badFieldsOf(record(`https://${newHost()}/`.padEnd(8_193, 'a')))).toEqual(['url'])
    })

    it('refuses a URL that is longer than that once it is encoded', async () => {
      expect(await badFieldsOf(record(`https://${newHost()}/`.padEnd(8_000, 'é')))).toEqual(['url'])
    })

    it('is refused for a referrer that is not there', async () => {
      expect(await reasonOf(record(`https://${newHost()}/`, { referrerVisitId: '999999999' }))).toBe('VISIT_NOT_FOUND')
    })
  })

  describe('a page', () => {
    it('counts its visits and knows the first and the last, in whatever order they come', async () => {
      const host = newHost()
      for (const second of [5, 1, 9, 3])
        await record(`https://${host}/`, { visitedAt: at(second), title: `at ${second}` })
      const [page] = await pagesOf(host)
      expect(page).toEqual({
        id: page?.id,
        url: `https://${host}/`,
        title: 'at 9',
        host,
        visitCount: 4,
        firstSeenAt: at(1),
        lastSeenAt: at(9),
      })
      expect(await server.client.pages.get({ id: page!.id })).toEqual(page)
    })

    it('keeps its title when a visit brings none', async () => {
      const host = newHost()
      await record(`https://${host}/`, { visitedAt: at(1), title: 'A title' })
      await record(`https://${host}/`, { visitedAt: at(2) })
      expect((await pagesOf(host))[0]?.title).toBe('A title')
    })

    it.each(['x', '999999999', '-1', '1e3', '99999999999999999999'])(
      'that is not there cannot be got: %s',
      async (id) => {
        expect(await refusalOf(server.client.pages.get({ id }))).toMatchObject({
          kind: 'not_found',
          reason: 'PAGE_NOT_FOUND',
        })
      },
    )

    it('comes before those that were seen earlier', async () => {
      const host = newHost()
      await record(`https://${host}/a`, { visitedAt: at(1) })
      await record(`https://${host}/b`, { visitedAt: at(2) })
      await record(`https://${host}/a`, { visitedAt: at(3) })
      expect((await pagesOf(host)).map(({ url }) => new URL(url).pathname)).toEqual(['/a', '/b'])
    })

    it('is found by the words of its title and URL', async () => {
      const host = newHost()
      const word = newWord()
      await record(`https://${host}/${word}`)
      await record(`https://${host}/b`, { title: `the ${word}` })
      await record(`https://${host}/c`)
      const { items } = await server.client.pages.list({ host, query: word })
      expect(items.map(({ url }) => new URL(url).pathname).toSorted()).toEqual(['/b', `/${word}`].toSorted())
    })

    it('without an excluded word is found', async () => {
      const host = newHost()
      const word = newWord()
      await record(`https://${host}/${word}`)
      await record(`https://${host}/b`)
      const { items } = await server.client.pages.list({ host, query: `-${word}` })
      expect(items.map(({ url }) => new URL(url).pathname)).toEqual(['/b'])
    })
  })

  describe('the history', () => {
    it('has the newest first', async () => {
      const host = newHost()
      for (const second of [2, 3, 1]) await record(`https://${host}/${second}`, { visitedAt: at(second) })
      expect(await urls({ host })).toEqual([3, 2, 1].map((second) => `https://${host}/${second}`))
    })

    it('shows all visits of one moment once, over pages', async () => {
      const host = newHost()
      for (let n = 0; n < 7; n++) await record(`https://${host}/${n}`, { visitedAt: at(0) })
      const seen: string[] = []
      for await (const { url } of listAll(server.client.history.list, { host, limit: 3 })) seen.push(url)
      expect(seen).toHaveLength(7)
      expect(new Set(seen).size).toBe(7)
    })

    it('of a host is of exactly that host', async () => {
      const name = newWord()
      for (const host of [`${name}.com`, `www.${name}.com`, `not${name}.com`, `${name}.com.evil.org`])
        await record(`https://${host}/`)
      expect(await urls({ host: `${name}.com` })).toEqual([`https://${name}.com/`])
    })

    it('of a host with subdomains is of nothing beside it', async () => {
      const name = newWord()
      const hosts = [
        `${name}.com`,
        `www.${name}.com`,
        `a.b.${name}.com`,
        `not${name}.com`,
        `${name}.com.evil.org`,
        `${name}.comx`,
        `${name}-x.com`,
      ]
      for (const host of hosts) await record(`https://${host}/`)
      const found = await urls({ host: `${name}.com`, subdomains: true })
      expect(found.toSorted()).toEqual(
        [`https://${name}.com/`, `https://www.${name}.com/`, `https://a.b.${name}.com/`].toSorted(),
      )
    })

    it.each([false, true])('of part of a host name is empty (subdomains: %s)', async (subdomains) => {
      const name = newWord()
      await record(`https://${name}.com/`)
      expect(await urls({ host: `${name.slice(1)}.com`, subdomains })).toEqual([])
    })

    it('knows a host however it is written', async () => {
      const name = newWord()
      await record(`https://münchen.${name}.com/`)
      expect(await urls({ host: `MÜNCHEN.${name}.com` })).toHaveLength(1)
      expect(await urls({ host: `xn--mnchen-3ya.${name}.com` })).toHaveLength(1)
    })

    it('knows the hosts of a port, an address and one name', async () => {
      for (const [url, host] of [
        ['http://localhost:8080/', 'localhost'],
        ['http://192.168.1.7/', '192.168.1.7'],
        ['http://[::1]/', '[::1]'],
      ]) {
        await record(url!, { visitedAt: at(0) })
        expect(await urls({ host })).toEqual([url])
      }
    })

    it('from is inclusive and to is exclusive, to the microsecond', async () => {
      const host = newHost()
      const times = ['2024-01-01T00:00:00.000001Z', '2024-01-01T00:00:00.000002Z', '2024-01-01T00:00:00.000003Z']
      for (const visitedAt of times) await record(`https://${host}/`, { visitedAt })
      const { items } = await server.client.history.list({ host, from: times[1], to: times[2] })
      expect(items.map(({ visitedAt }) => visitedAt)).toEqual([times[1]])
    })

    it('of a tab is what was opened in it', async () => {
      const { id: tabId } = await server.client.tabs.upsert({ id: newWord() })
      const url = `https://${newHost()}/`
      await record(url, { tabId })
      await record(`https://${newHost()}/`)
      expect(await urls({ tabId })).toEqual([url])
    })

    it.each([
      [undefined, ['/hidden', '/shown']],
      [false, ['/shown']],
      [true, ['/hidden']],
    ])('with hidden %s shows %j', async (hidden, expected) => {
      const host = newHost()
      await record(`https://${host}/shown`, { visitedAt: at(0) })
      await record(`https://${host}/hidden`, { visitedAt: at(1), hidden: true })
      expect(
        (await urls({ host, ...(hidden !== undefined && { hidden }) })).map((url) => new URL(url).pathname),
      ).toEqual(expected)
    })

    it('is found by a query whose last word may go on', async () => {
      const word = newWord()
      const host = newHost()
      await record(`https://${host}/`, { title: `Red ${word}s here` })
      await record(`https://${host}/other`, { title: 'Red cars' })
      expect(await urls({ host, query: `red ${word}` })).toEqual([`https://${host}/`])
    })

    it('leaves an excluded word out', async () => {
      const host = newHost()
      await record(`https://${host}/a`, { title: 'red bikes' })
      await record(`https://${host}/b`, { title: 'red cars' })
      expect(await urls({ host, query: 'red -cars' })).toEqual([`https://${host}/a`])
      expect(await urls({ host, query: '-cars' })).toEqual([`https://${host}/a`])
    })

    it('shows where title and url match a query', async () => {
      const word = newWord()
      const host = newHost()
      await record(`https://${host}/${word}/x`, { title: `A ${word.toUpperCase()} page` })
      const [visit] = (await server.client.history.list({ host, query: word })).items
      const shown = (text: string, ranges: { start: number; end: number }[] = []) =>
        ranges.map(({ start, end }) => text.slice(start, end))
      expect(shown(visit!.title, visit!.highlights?.title)).toEqual([word.toUpperCase()])
      expect(shown(visit!.url, visit!.highlights?.url)).toEqual([word])
    })

    it('is empty for a query that asks for another kind of thing', async () => {
      const host = newHost()
      await record(`https://${host}/`)
      expect(await urls({ host, query: 'in:task' })).toEqual([])
    })
  })

  describe('deleting a visit', () => {
    it('says what went, and with the last one the page', async () => {
      const host = newHost()
      const one = await record(`https://${host}/`, { visitedAt: at(0) })
      const two = await record(`https://${host}/`, { visitedAt: at(1) })
      expect(await server.client.history.delete({ id: one.id })).toEqual({
        deleted: one.id,
        removed: { visits: 1, pages: 0 },
      })
      expect(await server.client.history.delete({ id: two.id })).toEqual({
        deleted: two.id,
        removed: { visits: 1, pages: 1 },
      })
      expect(await reasonOf(server.client.pages.get({ id: one.pageId }))).toBe('PAGE_NOT_FOUND')
    })

    it('counts the page anew', async () => {
      const host = newHost()
      const visits = []
      for (const second of [1, 2, 3]) visits.push(await record(`https://${host}/`, { visitedAt: at(second) }))
      await server.client.history.delete({ id: visits[0]!.id })
      await server.client.history.delete({ id: visits[2]!.id })
      expect((await pagesOf(host))[0]).toMatchObject({ visitCount: 1, firstSeenAt: at(2), lastSeenAt: at(2) })
    })

    it('at the same time as others record and delete on the page counts right', async () => {
      for (let round = 0; round < 10; round++) {
        const host = newHost()
        const url = `https://${host}/`
        const before = (await server.client.overview.get()).counts
        const made = await Promise.all([1, 2, 3, 4, 5].map((second) => record(url, { visitedAt: at(second) })))
        await Promise.all([
          ...made.map(({ id }) => server.client.history.delete({ id })),
          ...[6, 7, 8].map((second) => record(url, { visitedAt: at(second) })),
        ])
        expect(await pagesOf(host)).toMatchObject([{ visitCount: 3, firstSeenAt: at(6), lastSeenAt: at(8) }])
        expect((await server.client.overview.get()).counts.visits).toBe(before.visits + 3)
      }
    })

    it('of a page, all at the same time, takes the page too', async () => {
      for (let round = 0; round < 10; round++) {
        const host = newHost()
        const made = await Promise.all([1, 2, 3].map((second) => record(`https://${host}/`, { visitedAt: at(second) })))
        await Promise.all(made.map(({ id }) => server.client.history.delete({ id })))
        expect(await pagesOf(host)).toEqual([])
      }
    })

    it('by many callers at once counts once', async () => {
      for (let round = 0; round < 10; round++) {
        const before = (await server.client.overview.get()).counts
        const { id } = await record(`https://${newHost()}/`)
        const answers = await Promise.all(
          Array.from({ length: 5 }, () => reasonOf(server.client.history.delete({ id }))),
        )
        expect(answers.filter((reason) => reason === null)).toHaveLength(1)
        expect((await server.client.overview.get()).counts).toEqual(before)
      }
    })

    it('leaves no referrer that is not there', async () => {
      const host = newHost()
      const from = await record(`https://${host}/a`, { visitedAt: at(0) })
      await record(`https://${host}/b`, { visitedAt: at(1), referrerVisitId: from.id })
      await server.client.history.delete({ id: from.id })
      expect((await server.client.history.list({ host })).items).toMatchObject([{ referrerVisitId: null }])
    })

    it.each(['x', '999999999', '-1', '99999999999999999999'])('that is not there is refused: %s', async (id) => {
      expect(await refusalOf(server.client.history.delete({ id }))).toMatchObject({
        kind: 'not_found',
        reason: 'VISIT_NOT_FOUND',
      })
    })
  })

  describe('a purge', () => {
    const purge = (input: object) => server.client.history.purge(input)

    it.each([
      ['nothing', {}],
      ['all: false', { all: false }],
      ['an empty query', { query: '' }],
      ['a blank query', { query: '  ' }],
      ['a kind of thing and no words', { query: 'in:page' }],
      ['another kind of thing', { query: 'in:task' }],
      ['subdomains of no host', { subdomains: true }],
      ['no subdomains of no host', { subdomains: false }],
    ])('that names %s would delete nothing', async (_, input) => {
      await record(`https://${newHost()}/`)
      const outcome = await purge({ ...input, dryRun: true }).then(
        ({ removed }) => removed,
        (error) => error.reason,
      )
      expect(outcome).toBeOneOf(['FILTER_REQUIRED', 'INPUT_INVALID', { visits: 0, pages: 0 }])
    })

    it('without a filter is refused and says why', async () => {
      expect(await refusalOf(purge({}))).toMatchObject({ kind: 'invalid', reason: 'FILTER_REQUIRED' })
    })

    it('by signs that are no words deletes nothing', async () => {
      await record(`https://${newHost()}/`)
      expect(await purge({ query: '-"" !? ()', dryRun: true })).toEqual({
        removed: { visits: 0, pages: 0 },
        dryRun: true,
      })
    })

    it('by ids leaves what the other filters leave out', async () => {
      const { id, host } = await record(`https://${newHost()}/`, { title: 'Red', visitedAt: at(5) })
      const outside = [{ to: at(5) }, { from: at(6) }, { host: newHost() }, { query: 'blue' }, { hidden: true }]
      for (const filter of outside) {
        expect(await purge({ ids: [id], ...filter })).toMatchObject({ removed: { visits: 0, pages: 0 } })
      }
      expect(await purge({ ids: [id], from: at(5), to: at(6), host, query: 'red', hidden: false })).toMatchObject({
        removed: { visits: 1, pages: 1 },
      })
    })

    it('many times at once says together what it removed, and counts it once', async () => {
      for (let round = 0; round < 10; round++) {
        const host = newHost()
        const before = (await server.client.overview.get()).counts
        for (const second of [1, 2, 3]) await record(`https://${host}/${second}`, { visitedAt: at(second) })
        const answers = await Promise.all(Array.from({ length: 4 }, () => purge({ host })))
        const sum = (kind: string) => answers.reduce((all, { removed }) => all + (removed[kind] ?? 0), 0)
        expect([sum('visits'), sum('pages')]).toEqual([3, 3])
        expect((await server.client.overview.get()).counts).toEqual(before)
      }
    })

    const build = async () => {
      const name = newWord()
      const hosts = [`${name}.com`, `www.${name}.com`, `not${name}.com`]
      const { id: tabId } = await server.client.tabs.upsert({ id: newWord() })
      const visits = []
      for (const host of hosts) {
        for (const second of [1, 2]) {
          visits.push(
            await record(`https://${host}/a`, { title: `${name} red`, visitedAt: at(second), hidden: second === 2 }),
          )
        }
        visits.push(await record(`https://${host}/b`, { title: `${name} blue`, visitedAt: at(3), tabId }))
      }
      const left = async () => (await server.client.history.list({ query: name })).items.map(({ id }) => id).toSorted()
      return { name, hosts, tabId, visits, left }
    }
    type Built = Awaited<ReturnType<typeof build>>

    it.each<[string, (built: Built) => object, { visits: number; pages: number }]>([
      ['a host', ({ hosts }) => ({ host: hosts[0] }), { visits: 3, pages: 2 }],
      ['a host with subdomains', ({ hosts }) => ({ host: hosts[0], subdomains: true }), { visits: 6, pages: 4 }],
      ['part of a host', ({ hosts }) => ({ host: hosts[0]!.slice(1), subdomains: true }), { visits: 0, pages: 0 }],
      ['a host and a start', ({ hosts }) => ({ host: hosts[0], from: at(2) }), { visits: 2, pages: 1 }],
      ['a host and an end', ({ hosts }) => ({ host: hosts[0], to: at(2) }), { visits: 1, pages: 0 }],
      ['a tab', ({ tabId }) => ({ tabId }), { visits: 3, pages: 3 }],
      ['a host and hidden', ({ hosts }) => ({ host: hosts[0], hidden: true }), { visits: 1, pages: 0 }],
      ['words', ({ name }) => ({ query: `${name} blue` }), { visits: 3, pages: 3 }],
      ['words and a host', ({ name, hosts }) => ({ query: `${name} blue`, host: hosts[1] }), { visits: 1, pages: 1 }],
      ['ids', ({ visits }) => ({ ids: [visits[0]!.id, visits[2]!.id, '999999999', 'x'] }), { visits: 2, pages: 1 }],
      [
        'ids and a host',
        ({ visits, hosts }) => ({ ids: visits.map(({ id }) => id), host: hosts[0] }),
        { visits: 3, pages: 2 },
      ],
    ])('by %s removes what it counts, which is what a dry run counted', async (_, inputOf, removed) => {
      const built = await build()
      const input = inputOf(built)
      const before = await built.left()
      expect(await purge({ ...input, dryRun: true })).toEqual({ removed, dryRun: true })
      expect(await built.left()).toEqual(before)
      expect(await purge(input)).toEqual({ removed, dryRun: false })
      expect(await built.left()).toHaveLength(before.length - removed.visits)
      expect(await purge(input)).toEqual({ removed: { visits: 0, pages: 0 }, dryRun: false })
    })

    it('of a host removes as many pages as a dry run counted, also those that a tab showed and nobody visited', async () => {
      const host = newHost()
      await record(`https://${host}/visited`)
      await server.client.tabs.upsert({ id: newWord(), url: `https://${host}/shown` })
      const counted = await purge({ host, dryRun: true })
      expect((await purge({ host })).removed).toEqual(counted.removed)
    })

    it('of more visits than fit in one step removes them all', async () => {
      const host = newHost()
      const path = join(directory, host)
      writeChromeHistory(
        path,
        Array.from({ length: 1_200 }, (_, n) => ({ url: `https://${host}/${n % 7}`, visitedAt: at(n) })),
      )
      const { id } = await server.client.imports.run({ path })
      for await (const { status } of server.client.jobs.watch({ id })) expect(status).not.toBe('failed')
      expect((await purge({ host })).removed).toEqual({ visits: 1_200, pages: 7 })
    })

    it('leaves nothing of it to be found anywhere', async () => {
      const word = newWord()
      const host = `${word}.example`
      const { id: tabId } = await server.client.tabs.upsert({ id: newWord() })
      const before = (await server.client.overview.get()).counts
      const { pageId } = await record(`https://${host}/${word}`, { title: `The ${word} page`, tabId })
      await purge({ host })
      const everywhere = {
        history: (await server.client.history.list({ host })).items,
        historyByWord: (await server.client.history.list({ query: word })).items,
        pages: (await server.client.pages.list({ host })).items,
        page: await reasonOf(server.client.pages.get({ id: pageId })),
        search: (await server.client.search.query({ q: word })).items,
        searchOfHost: (await server.client.search.query({ q: '', host })).items,
        facets: (await server.client.search.query({ q: '' })).facets.hosts.filter((facet) => facet.host === host),
        suggest: (await server.client.search.suggest({ q: word })).items,
        tab: await server.client.tabs
          .get({ id: tabId })
          .then(({ url, title, page, lastVisits }) => ({ url, title, page, lastVisits })),
        counts: (await server.client.overview.get()).counts,
      }
      expect(everywhere).toEqual({
        history: [],
        historyByWord: [],
        pages: [],
        page: 'PAGE_NOT_FOUND',
        search: [],
        searchOfHost: [],
        facets: [],
        suggest: [],
        tab: { url: null, title: null, page: null, lastVisits: [] },
        counts: before,
      })
    })

    it('keeps bookmarks of the same address', async () => {
      const host = newHost()
      const bookmark = await server.client.bookmarks.create({ url: `https://${host}/` })
      await record(`https://${host}/`)
      await purge({ host })
      expect((await server.client.bookmarks.list({ query: host })).items).toEqual([bookmark])
    })
  })
})

forEachServer('a purge of all history', (server) => {
  it('removes what its dry run counted, and leaves nothing', async () => {
    await server.client.tabs.upsert({ id: 'tab', url: 'https://shown.example/' })
    for (const n of [1, 2, 3]) await server.client.history.record({ url: `https://${n}.example/`, tabId: 'tab' })
    const { removed } = await server.client.history.purge({ all: true, dryRun: true })
    expect(await server.client.history.purge({ all: true })).toEqual({ removed, dryRun: false })
    expect((await server.client.history.list()).items).toEqual([])
    expect((await server.client.pages.list()).items).toEqual([])
    const { counts, activity } = await server.client.overview.get()
    expect([counts.visits, counts.pages, activity.reduce((sum, day) => sum + day.visits, 0)]).toEqual([0, 0, 0])
  })

  it('is refused together with a filter', async () => {
    expect(await reasonOf(server.client.history.purge({ all: true, host: 'a.example' }))).toBe('INPUT_INVALID')
  })
})
