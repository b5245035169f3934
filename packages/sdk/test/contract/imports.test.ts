import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { ImportResult, Job } from '@hydraflow/core/contract'
import { at, badFieldsOf, newHost, newWord, reasonOf, refusalOf } from './ask.ts'
import {
  type ChromeVisit,
  opened,
  redirected,
  temporaryDirectory,
  typed,
  writeChromeHistory,
} from './chrome-history.ts'
import { forEachServer } from './for-each-server.ts'

const directory = temporaryDirectory()
const pathOf = (name = newWord()) => join(directory, name)

forEachServer('imports', (server) => {
  const historyFile = (visits: readonly ChromeVisit[]) => {
    const path = pathOf()
    writeChromeHistory(path, visits)
    return path
  }
  const ended = async ({ id }: { id: string }): Promise<Job> => {
    let last: Job | undefined
    for await (const job of server.client.jobs.watch({ id })) last = job
    return last!
  }
  const run = async (path: string) => {
    const job = await ended(await server.client.imports.run({ path }))
    expect(job).toMatchObject({ status: 'succeeded', error: null })
    return job.result as ImportResult
  }
  const revert = async (batchId: string) => ended(await server.client.imports.revert({ id: batchId }))
  const visitsOf = async (host: string) => (await server.client.history.list({ host })).items
  /** All that can be seen of a host. */
  const stateOf = async (host: string) => ({
    visits: await visitsOf(host),
    pages: (await server.client.pages.list({ host })).items,
    found: (await server.client.search.query({ q: '', host })).items.map(({ kind, id, title }) => ({
      kind,
      id,
      title,
    })),
    counts: (await server.client.overview.get()).counts,
  })
  const someVisits = (host: string, count = 5): ChromeVisit[] =>
    Array.from({ length: count }, (_, n) => ({
      url: `https://${host}/${n % 3}`,
      title: `Page ${n % 3}`,
      visitedAt: at(n),
    }))

  describe('running an import', () => {
    it('brings each visit in with what Chrome knows, exact to the microsecond', async () => {
      const host = newHost()
      const result = await run(
        historyFile([
          {
            url: `https://${host}/a#x`,
            title: 'A',
            visitedAt: '2024-01-01T00:00:00.123456Z',
            transition: typed,
            durationMicros: 2_500_000,
          },
          {
            url: `https://${host}/b`,
            title: 'B',
            visitedAt: '2024-01-01T00:00:01.000001Z',
            from: 0,
            transition: redirected,
          },
        ]),
      )
      const [second, first] = await visitsOf(host)
      const sources = [{ batchId: result.batchId, browser: null }]
      const common = { host, device: null, tabId: null, sources }
      expect([first, second]).toEqual([
        {
          ...common,
          id: first?.id,
          pageId: first?.pageId,
          url: `https://${host}/a#x`,
          title: 'A',
          visitedAt: '2024-01-01T00:00:00.123456Z',
          transition: 'typed',
          durationMs: 2_500,
          referrerVisitId: null,
          hidden: false,
        },
        {
          ...common,
          id: second?.id,
          pageId: second?.pageId,
          url: `https://${host}/b`,
          title: 'B',
          visitedAt: '2024-01-01T00:00:01.000001Z',
          transition: 'link',
          durationMs: second?.durationMs,
          referrerVisitId: first?.id,
          hidden: true,
        },
      ])
    })

    it('reports what it read, inserted, found unchanged and skipped', async () => {
      const host = newHost()
      const { batchId, ...counts } = await run(
        historyFile([
          ...someVisits(host),
          { url: 'chrome://settings/', visitedAt: at(1) },
          { url: 'file:///etc/hosts', visitedAt: at(1) },
          { url: `https://${host}/${'a'.repeat(8_192)}`, visitedAt: at(1) },
          { url: 'https://a b.example/', visitedAt: at(1) },
        ]),
      )
      expect(batchId).toEqual(expect.any(String))
      expect(counts).toEqual({
        read: 9,
        inserted: 5,
        unchanged: 0,
        skipped: { not_web: 2, url_too_long: 1, url_invalid: 1 },
        pagesInserted: 3,
      })
    })

    it('of the same file again inserts nothing and changes nothing', async () => {
      const host = newHost()
      const path = historyFile(someVisits(host))
      await run(path)
      const { pages, found, counts } = await stateOf(host)
      expect(await run(path)).toMatchObject({ read: 5, inserted: 0, unchanged: 5, skipped: {}, pagesInserted: 0 })
      const after = await stateOf(host)
      expect({ pages: after.pages, found: after.found, counts: after.counts }).toEqual({ pages, found, counts })
    })

    it('does what its preview said', async () => {
      const host = newHost()
      const path = historyFile([
        ...someVisits(host),
        ...someVisits(host).slice(0, 2),
        { url: 'about:blank', visitedAt: at(0) },
      ])
      await server.client.history.record({ url: `https://${host}/0`, visitedAt: at(0) })
      const preview = await server.client.imports.preview({ path })
      const result = await run(path)
      expect({
        read: preview.read,
        inserted: preview.new,
        unchanged: preview.unchanged,
        skipped: preview.skipped,
      }).toEqual({
        read: result.read,
        inserted: result.inserted,
        unchanged: result.unchanged,
        skipped: result.skipped,
      })
    })

    it('leaves the file and what is beside it as they are', async () => {
      const path = historyFile(someVisits(newHost()))
      const before = createHash('sha256').update(readFileSync(path)).digest('hex')
      await run(path)
      expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(before)
    })

    it('reads a database that is open in the browser, with what is only in its log yet', async () => {
      const host = newHost()
      const path = historyFile(someVisits(host, 2))
      const browser = new DatabaseSync(path)
      try {
        browser.exec('pragma journal_mode = wal')
        browser.exec('begin immediate; update urls set visit_count = 9; commit')
        browser.exec(
          `insert into visits (url, visit_time, transition) select id, last_visit_time + 60000000, ${opened} from urls limit 1`,
        )
        expect(await run(path)).toMatchObject({ inserted: 3 })
      } finally {
        browser.close()
      }
    })

    it('makes one job of one idempotency key', async () => {
      const path = historyFile(someVisits(newHost()))
      const idempotencyKey = newWord()
      const one = await server.client.imports.run({ path, idempotencyKey })
      const two = await server.client.imports.run({ path, idempotencyKey })
      expect(two.id).toBe(one.id)
      await ended(one)
    })

    it('makes what it brings findable', async () => {
      const word = newWord()
      await run(historyFile([{ url: `https://${newHost()}/`, title: `The ${word} page`, visitedAt: at(0) }]))
      expect((await server.client.search.query({ q: word })).items).toMatchObject([
        { kind: 'page', title: `The ${word} page` },
      ])
    })

    it('counts in the overview', async () => {
      const before = (await server.client.overview.get()).counts
      await run(historyFile(someVisits(newHost())))
      const { visits, pages } = (await server.client.overview.get()).counts
      expect({ visits: visits - before.visits, pages: pages - before.pages }).toEqual({ visits: 5, pages: 3 })
    })
  })

  describe('a preview', () => {
    it('tells what a file is and what is in it', async () => {
      const host = newHost()
      const path = historyFile([...someVisits(host), { url: 'chrome://newtab/', visitedAt: at(99) }])
      expect(await server.client.imports.preview({ path })).toEqual({
        format: 'chromium',
        browser: null,
        fileName: path.split('/').at(-1),
        bytes: readFileSync(path).byteLength,
        read: 6,
        pages: 3,
        new: 5,
        unchanged: 0,
        skipped: { not_web: 1 },
        from: at(0),
        to: at(4),
        sample: [4, 3, 2, 1, 0].map((n) => ({
          url: `https://${host}/${n % 3}`,
          title: `Page ${n % 3}`,
          visitedAt: at(n),
        })),
      })
    })

    it('changes nothing', async () => {
      const host = newHost()
      const before = await stateOf(host)
      await server.client.imports.preview({ path: historyFile(someVisits(host)) })
      expect(await stateOf(host)).toEqual(before)
    })
  })

  describe('a file that is not what it claims', () => {
    const bad: Record<string, () => string> = {
      IMPORT_FILE_NOT_FOUND: () => pathOf(),
      IMPORT_FILE_EMPTY: () => {
        const path = pathOf()
        writeFileSync(path, '')
        return path
      },
      IMPORT_FILE_NOT_A_DATABASE: () => {
        const path = pathOf()
        writeFileSync(path, 'Just some text, longer than the header of a database would be, and nothing else.')
        return path
      },
      IMPORT_FILE_UNKNOWN: () => {
        const path = pathOf()
        const database = new DatabaseSync(path)
        database.exec('create table notes (id integer primary key, text text)')
        database.close()
        return path
      },
      IMPORT_FILE_UNREADABLE: () => {
        const path = pathOf()
        mkdirSync(path)
        return path
      },
      IMPORT_FILE_DAMAGED: () => {
        const path = historyFile(someVisits(newHost(), 400))
        const bytes = readFileSync(path)
        writeFileSync(path, bytes.subarray(0, 100))
        return path
      },
    }

    describe.each(Object.entries(bad))('and is refused as %s', (reason, make) => {
      it.each(['preview', 'run'] as const)('by %s, with a sentence', async (verb) => {
        const refusal = await refusalOf(server.client.imports[verb]({ path: make() }))
        expect(refusal.reason).toBe(reason)
        expect(refusal.kind).toBeOneOf(['invalid', 'not_found'])
      })
    })

    it('is refused before there is a job', async () => {
      const { items } = await server.client.jobs.list({ limit: 1 })
      await refusalOf(server.client.imports.run({ path: bad['IMPORT_FILE_EMPTY']!() }))
      expect((await server.client.jobs.list({ limit: 1 })).items).toEqual(items)
    })

    it('is a 4xx over plain HTTP too', async () => {
      const response = await server.request('/api/imports/preview', { json: { path: bad['IMPORT_FILE_EMPTY']!() } })
      expect(response.status).toBe(400)
    })

    it.each([{}, { path: 'a', uploadId: 'b' }, { path: 'a', profileId: 'b', uploadId: 'c' }])(
      'must be named once, not as %j',
      async (input) => {
        expect(await badFieldsOf(server.client.imports.preview(input))).toEqual([''])
      },
    )

    it.each([
      [{ profileId: 'nobody' }, 'IMPORT_PROFILE_NOT_FOUND'],
      [{ uploadId: 'nothing' }, 'IMPORT_UPLOAD_NOT_FOUND'],
      [{ uploadId: '../token' }, 'IMPORT_UPLOAD_NOT_FOUND'],
      [{ path: '/a\0' }, 'INPUT_INVALID'],
      [{ path: `/${'a'.repeat(4_000)}` }, 'IMPORT_FILE_NOT_FOUND'],
    ])('cannot be %j', async (input, reason) => {
      expect(await reasonOf(server.client.imports.preview(input))).toBe(reason)
    })
  })

  describe('an upload', () => {
    const bytesOf = (path: string) => new Blob([new Uint8Array(readFileSync(path))])

    it('is previewed and imported like a file', async () => {
      const host = newHost()
      const file = bytesOf(historyFile(someVisits(host)))
      const upload = await server.client.imports.upload(file, { name: 'History' })
      expect(upload).toEqual({ id: upload.id, name: 'History', bytes: file.size })
      expect(await server.client.imports.preview({ uploadId: upload.id })).toMatchObject({
        format: 'chromium',
        new: 5,
        fileName: 'History',
      })
      const job = await ended(await server.client.imports.run({ uploadId: upload.id }))
      expect(job.result).toMatchObject({ inserted: 5 })
      expect(await visitsOf(host)).toHaveLength(5)
    })

    it('is gone once it was imported', async () => {
      const { id: uploadId } = await server.client.imports.upload(bytesOf(historyFile(someVisits(newHost()))), {
        name: 'History',
      })
      await ended(await server.client.imports.run({ uploadId }))
      expect(await reasonOf(server.client.imports.preview({ uploadId }))).toBe('IMPORT_UPLOAD_NOT_FOUND')
    })

    it.each(['../../etc/passwd', 'C:\\Users\\a\\passwd'])('called %j is shown by its last part', async (name) => {
      const upload = await server.client.imports.upload(new Blob(['x']), { name })
      expect(upload.name).toBe('passwd')
    })

    it('keeps a name in any script', async () => {
      expect((await server.client.imports.upload(new Blob(['x']), { name: 'История 👍.db' })).name).toBe(
        'История 👍.db',
      )
    })

    it('that is no history is refused when it is used', async () => {
      const { id: uploadId } = await server.client.imports.upload(new Blob(['text']), { name: 'notes.txt' })
      expect(await reasonOf(server.client.imports.run({ uploadId }))).toBe('IMPORT_FILE_NOT_A_DATABASE')
    })
  })

  describe('the batches', () => {
    it('tell of each import, newest first', async () => {
      const path = historyFile([...someVisits(newHost()), { url: 'about:blank', visitedAt: at(0) }])
      const job = await ended(await server.client.imports.run({ path }))
      const { batchId } = job.result as ImportResult
      const [batch] = (await server.client.imports.batches({ limit: 1 })).items
      expect(batch).toEqual({
        id: batchId,
        jobId: job.id,
        format: 'chromium',
        browser: null,
        fileName: path.split('/').at(-1),
        status: 'complete',
        read: 6,
        inserted: 5,
        unchanged: 0,
        skipped: { not_web: 1 },
        from: at(0),
        to: at(4),
        createdAt: batch?.createdAt,
        completedAt: batch?.completedAt,
        revertedAt: null,
      })
    })

    it('are shown once over pages', async () => {
      for (let n = 0; n < 3; n++) await run(historyFile(someVisits(newHost(), 1)))
      const all = (await server.client.imports.batches({ limit: 200 })).items.map(({ id }) => id)
      const first = await server.client.imports.batches({ limit: 2 })
      const rest = await server.client.imports.batches({ limit: 200, cursor: first.nextCursor })
      expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all)
    })
  })

  describe('reverting', () => {
    it('restores exactly what was there, and nothing else goes', async () => {
      const host = newHost()
      await server.client.history.record({ url: `https://${host}/0`, visitedAt: at(100), title: 'Mine' })
      await server.client.history.record({ url: `https://${host}/1`, visitedAt: at(1), title: 'Page 1' })
      const before = await stateOf(host)
      const { batchId, inserted } = await run(historyFile(someVisits(host)))
      expect(inserted).toBe(4)
      const job = await revert(batchId)
      expect(job).toMatchObject({
        type: 'import_revert',
        status: 'succeeded',
        result: { removed: { visits: 4, pages: 1 } },
      })
      expect(await stateOf(host)).toEqual(before)
    })

    it('keeps what another import has seen as well', async () => {
      const host = newHost()
      const visits = someVisits(host)
      const one = await run(historyFile(visits))
      const two = await run(historyFile(visits.slice(0, 2)))
      await revert(one.batchId)
      const left = await visitsOf(host)
      expect(left.map(({ visitedAt, sources }) => [visitedAt, sources])).toEqual(
        [at(1), at(0)].map((visitedAt) => [visitedAt, [{ batchId: two.batchId, browser: null }]]),
      )
    })

    it('keeps what was recorded live as well', async () => {
      const host = newHost()
      const { batchId } = await run(historyFile(someVisits(host)))
      await server.client.history.record({ url: `https://${host}/0`, visitedAt: at(0) })
      await revert(batchId)
      expect(await visitsOf(host)).toMatchObject([{ visitedAt: at(0), sources: [{ batchId: null, browser: null }] }])
    })

    it('both of two imports of one file, in either order, leaves nothing', async () => {
      const host = newHost()
      const path = historyFile(someVisits(host))
      const [one, two] = [await run(path), await run(path)]
      await revert(one.batchId)
      await revert(two.batchId)
      expect(await visitsOf(host)).toEqual([])
    })

    it('keeps what was added to the same pages since', async () => {
      const host = newHost()
      const { batchId } = await run(historyFile(someVisits(host)))
      await server.client.history.record({ url: `https://${host}/0`, visitedAt: at(50) })
      await revert(batchId)
      expect((await stateOf(host)).pages).toMatchObject([
        { url: `https://${host}/0`, visitCount: 1, firstSeenAt: at(50), lastSeenAt: at(50) },
      ])
    })

    it('marks the batch, which cannot be reverted again', async () => {
      const { batchId } = await run(historyFile(someVisits(newHost())))
      await revert(batchId)
      const { items } = await server.client.imports.batches({ limit: 200 })
      expect(items.find(({ id }) => id === batchId)).toMatchObject({
        status: 'reverted',
        revertedAt: expect.any(String),
      })
      expect(await refusalOf(server.client.imports.revert({ id: batchId }))).toMatchObject({
        kind: 'conflict',
        reason: 'IMPORT_BATCH_REVERTED',
      })
    })

    it('asked for by many callers at once is one job', async () => {
      for (let round = 0; round < 10; round++) {
        const { batchId } = await run(historyFile(someVisits(newHost())))
        const jobs = await Promise.allSettled(
          Array.from({ length: 5 }, () => server.client.imports.revert({ id: batchId })),
        )
        // Who came when it was done was refused.
        const ids = jobs.flatMap((job) => (job.status === 'fulfilled' ? [job.value.id] : []))
        expect(new Set(ids).size).toBe(1)
      }
    })

    it('lets the file be imported again', async () => {
      const path = historyFile(someVisits(newHost()))
      const { batchId } = await run(path)
      await revert(batchId)
      expect(await run(path)).toMatchObject({ inserted: 5 })
    })

    it.each(['x', '999999', '-1'])('a batch that is not there is refused: %s', async (id) => {
      expect(await refusalOf(server.client.imports.revert({ id }))).toMatchObject({
        kind: 'not_found',
        reason: 'IMPORT_BATCH_NOT_FOUND',
      })
    })
  })
})
