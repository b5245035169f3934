import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { forEachEngine } from '@hydraflow/db/testing'
import SqliteDatabase from 'better-sqlite3'
import { expect, it } from 'vitest'
import { purgeHistory } from '../history/purge-history.ts'
import { listHistory } from '../history/reader.ts'
import { recordVisit } from '../history/record-visit.ts'
import { deleteVisit } from '../history/room.ts'
import { countDay } from '../kernel/daily-count.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { urlHash } from '../pages/page-url.ts'
import { savePages } from '../pages/save-pages.ts'
import { upsertTab } from '../tabs/upsert-tab.ts'
import {
  chainStart,
  makeChromiumFile,
  makeFirefoxFile,
  manyVisits,
  redirectEnd,
  since1601,
  wholeChain,
} from './__fixtures__/browser-files.ts'
import { type Scene, openScene, scratch } from './__fixtures__/scene.ts'
import { previewImport } from './preview-import.ts'

/** Odd, so that nothing that rounds to milliseconds or halves gives it back. */
const at = 1_751_234_567_890_123

forEachEngine('importing a history', (engine) => {
  const newDirectory = scratch()
  const newScene = async () => openScene(engine, await newDirectory())

  it('keeps what Chromium knows of a visit, exactly', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, {
      urls: [
        { id: 1, url: 'https://user:secret@example.com/a?utm_source=x#top', title: 'A' },
        { id: 2, url: 'https://example.com/b', title: 'Bé\0' },
      ],
      visits: [
        { id: 10, url: 1, at, transition: chainStart | 1, durationMs: 1_500 },
        { id: 11, url: 2, at, from: 10, transition: redirectEnd },
        { id: 12, url: 2, at: at + 1, transition: wholeChain | 8, device: 'phone' },
        { id: 13, url: 2, at: at + 2, transition: wholeChain | 3 },
        { id: 14, url: 2, at: at + 3, transition: 0 },
      ],
    })
    expect(await scene.importFile(path)).toEqual({
      batchId: '1',
      read: 5,
      inserted: 5,
      unchanged: 0,
      skipped: {},
      pagesInserted: 2,
    })
    const { visits, pages } = (await scene.everything()) as { visits: { sourceVisitId: number }[]; pages: unknown[] }
    const plain = { url: null, durationMs: null, device: null, page: 'https://example.com/b' }
    expect(visits.toSorted((a, b) => a.sourceVisitId - b.sourceVisitId)).toEqual([
      {
        page: 'https://example.com/a',
        url: 'https://example.com/a?utm_source=x#top',
        visitedAt: at,
        transition: 1,
        durationMs: 1_500,
        hidden: 1,
        device: null,
        sourceVisitId: 10,
      },
      { ...plain, visitedAt: at, transition: 0, hidden: 0, sourceVisitId: 11 },
      { ...plain, visitedAt: at + 1, transition: 8, hidden: 0, device: 'phone', sourceVisitId: 12 },
      { ...plain, visitedAt: at + 2, transition: 3, hidden: 1, sourceVisitId: 13 },
      { ...plain, visitedAt: at + 3, transition: 0, hidden: 0, sourceVisitId: 14 },
    ])
    expect(pages).toContainEqual({
      url: 'https://example.com/b',
      title: 'Bé',
      host: 'example.com',
      visitCount: 4,
      firstSeenAt: at,
      lastSeenAt: at + 3,
      words: 'be',
      body: 'example com b',
    })
  })

  it('keeps what Firefox knows, and hides where a redirect began', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'places.sqlite')
    makeFirefoxFile(path, {
      places: [
        { id: 1, url: 'http://example.com/', title: null },
        { id: 2, url: 'https://example.com/', title: 'Home' },
        { id: 3, url: 'https://example.com/frame', hidden: 1 },
      ],
      visits: [
        { id: 1, place: 1, at, type: 2 },
        { id: 2, place: 2, at: at + 1, from: 1, type: 5 },
        { id: 3, place: 3, at: at + 2, type: 4 },
        { id: 4, place: 2, at: at + 3, type: 9 },
      ],
    })
    expect(await scene.importFile(path)).toMatchObject({ read: 4, inserted: 4 })
    const { visits } = (await scene.everything()) as { visits: { sourceVisitId: number }[] }
    expect(visits.toSorted((a, b) => a.sourceVisitId - b.sourceVisitId)).toMatchObject([
      { visitedAt: at, transition: 1, hidden: 1 },
      { visitedAt: at + 1, transition: 12, hidden: 0 },
      { visitedAt: at + 2, transition: 11, hidden: 1 },
      { visitedAt: at + 3, transition: 8, hidden: 0 },
    ])
  })

  it('counts every row once and says why it skips one, as the preview foretold', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, {
      urls: [
        { id: 1, url: 'https://example.com/' },
        { id: 2, url: 'chrome://settings' },
        { id: 3, url: `https://example.com/${'x'.repeat(9_000)}` },
        { id: 4, url: 'https://[bad' },
        { id: 5, url: 'https://example.com/' },
        { id: 6, url: 'https://me:pw@example.com/' },
      ],
      visits: [
        { id: 1, url: 1, at },
        { id: 2, url: 1, at },
        { id: 3, url: 2, at },
        { id: 4, url: 3, at },
        { id: 5, url: 4, at },
        { id: 6, url: 1, at: null },
        { id: 7, url: 99, at },
        { id: 8, url: 5, at },
        { id: 9, url: 6, at },
        { id: 10, url: 6, at: at + 1 },
        { id: 11, url: 1, at: at + 1 },
      ],
    })
    const skipped = { not_web: 1, url_too_long: 1, url_invalid: 1, time_missing: 1, page_missing: 1 }
    const preview = { read: 11, new: 2, unchanged: 4, skipped, pages: 1 }
    expect(await previewImport(scene.deps, { path })).toMatchObject(preview)
    expect(await scene.importFile(path)).toMatchObject({
      read: 11,
      inserted: 2,
      unchanged: 4,
      skipped,
      pagesInserted: 1,
    })
    expect(await previewImport(scene.deps, { path })).toMatchObject({ ...preview, new: 0, unchanged: 6 })
    expect(await scene.everything()).toMatchObject({
      pages: [{ visitCount: 2, firstSeenAt: at, lastSeenAt: at + 1 }],
      sightings: 0,
    })
  })

  it('shows a visit that was led to where it was, as the browser does', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    const hop = { url: 1, transition: 0x4000_0000 }
    const end = { url: 1, transition: redirectEnd | 1, durationMs: 5 }
    makeChromiumFile(path, {
      urls: [{ id: 1, url: 'https://example.com/' }],
      visits: [
        { ...hop, id: 1, at },
        { ...end, id: 2, at, from: 1 },
        { ...end, id: 3, at: at + 1 },
        { ...hop, id: 4, at: at + 1 },
        { ...hop, id: 5, at: at + 2 },
        // More than one transaction takes.
        ...Array.from({ length: 1_200 }, (_, n) => ({ ...hop, id: n + 6, at: at + n + 3 })),
        { ...end, id: 2_000, at: at + 2, from: 5 },
      ],
    })
    expect(await scene.importFile(path)).toMatchObject({ read: 1_206, inserted: 1_203, unchanged: 3 })
    const { visits } = (await scene.everything()) as { visits: { hidden: number }[] }
    expect(visits.filter(({ hidden }) => hidden === 0)).toMatchObject(
      [2, 3, 2_000].map((sourceVisitId, n) => ({ sourceVisitId, visitedAt: at + n, transition: 1, durationMs: 5 })),
    )
  })

  it('reads a file that holds tables and triggers of the names it uses itself', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, { urls: [{ id: 1, url: 'https://example.com/' }], visits: [{ id: 1, url: 1, at }] })
    const connection = new SqliteDatabase(path)
    connection.exec(`create table hydraflow_place (place, url); insert into hydraflow_place values (9e999, 1);
      create trigger away after insert on hydraflow_place begin delete from visits; end`)
    connection.close()
    expect(await previewImport(scene.deps, { path })).toMatchObject({ read: 1, new: 1 })
    expect(await scene.importFile(path)).toMatchObject({ read: 1, inserted: 1 })
  })

  it.each([`'12x'`, '1.5', 'null', `x'01'`])('refuses a file that numbers a visit %s', async (id) => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    const connection = new SqliteDatabase(path)
    connection.exec(`create table urls (id integer primary key, url text);
      create table visits (id, url integer, visit_time integer);
      insert into urls values (1, 'https://example.com/'); insert into visits values (${id}, 1, ${since1601(at)})`)
    connection.close()
    await expect(previewImport(scene.deps, { path })).rejects.toMatchObject({ reason: 'IMPORT_FILE_DAMAGED' })
    await expect(scene.importFile(path)).rejects.toMatchObject({ reason: 'IMPORT_FILE_DAMAGED' })
  })

  it('reads a file of an old version, without an index, in full', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    const { urls, visits } = manyVisits(at, 40, 30)
    makeChromiumFile(path, { urls, visits: [...visits, { id: 9_999, url: null, at }], old: true })
    expect(await scene.importFile(path)).toMatchObject({ read: 1_201, inserted: 1_200, skipped: { page_missing: 1 } })
  })

  it('adds nothing the second time and notes who saw it', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, manyVisits(at, 30, 20))
    await scene.importFile(path)
    const first = await scene.everything()
    expect(await scene.importFile(path)).toMatchObject({ read: 600, inserted: 0, unchanged: 600, pagesInserted: 0 })
    expect(await scene.everything()).toEqual({ ...(first as object), sightings: 600 })
  })

  it('lets the newest visit name a page, whatever the order of the files', async () => {
    const scene = await newScene()
    const paths = ['new', 'old', 'newer'].map((name) => join(scene.directory, name))
    const file = (title: string, time: number) => ({
      urls: [{ id: 1, url: 'https://example.com/', title }],
      visits: [{ id: 1, url: 1, at: time }],
    })
    makeChromiumFile(paths[0] ?? '', file('New', at))
    makeChromiumFile(paths[1] ?? '', file('Old', at - 5))
    makeChromiumFile(paths[2] ?? '', file('Newer', at + 5))
    await scene.importFile(paths[0] ?? '')
    await scene.importFile(paths[1] ?? '')
    expect(await scene.everything()).toMatchObject({
      pages: [{ title: 'New', words: 'new', visitCount: 2, firstSeenAt: at - 5, lastSeenAt: at }],
    })
    await scene.importFile(paths[2] ?? '')
    expect(await scene.everything()).toMatchObject({
      pages: [{ title: 'Newer', words: 'newer', visitCount: 3, lastSeenAt: at + 5 }],
    })
  })

  it('goes on after a crash and counts as if there had been none', async () => {
    const [whole, broken] = [await newScene(), await newScene()]
    const path = join(whole.directory, 'History')
    makeChromiumFile(path, manyVisits(at, 300, 10))
    const expected = await whole.importFile(path)
    for (const dieAt of [2, 3, 5]) {
      const dies = broken.importFile(path, {
        jobId: 'the-job',
        beforeTransaction: (count) => {
          if (count === dieAt) throw new Error('killed')
        },
      })
      await expect(dies).rejects.toThrow('killed')
      expect(await readdir(join(broken.deps.dataDir, 'imports'))).toEqual(['the-job'])
    }
    expect(await broken.importFile(path, { jobId: 'the-job' })).toEqual(expected)
    expect(await broken.everything()).toEqual(await whole.everything())
    expect(await readdir(join(broken.deps.dataDir, 'imports'))).toEqual([])
    expect(await broken.importFile(path, { jobId: 'the-job' })).toEqual(expected)
  })

  it('leaves nothing of a cancelled import', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, manyVisits(at, 300, 10))
    const dies = scene.importFile(path, {
      jobId: 'cancelled',
      beforeTransaction: (count) => {
        if (count === 4) throw new Error('cancelled')
      },
    })
    await expect(dies).rejects.toThrow('cancelled')
    expect(await scene.everything()).not.toMatchObject({ visits: [] })
    await scene.cancelImport(path, 'cancelled')
    expect(await scene.everything()).toEqual({ visits: [], pages: [], days: [], sightings: 0 })
    expect(await scene.database.look.selectFrom('import_batch').selectAll().execute()).toEqual([])
    expect(await readdir(join(scene.deps.dataDir, 'imports'))).toEqual([])
  })

  it('takes back what one import brought and nothing else', async () => {
    const scene = await newScene()
    const [one, two] = [join(scene.directory, 'one'), join(scene.directory, 'two')]
    const { urls, visits } = manyVisits(at, 20, 10)
    makeChromiumFile(one, { urls, visits: visits.slice(0, 150) })
    makeChromiumFile(two, { urls, visits: visits.slice(50) })
    await recordLive(scene.database, visits[0]?.at ?? 0)
    const live = await scene.everything()
    const first = await scene.importFile(one)
    const second = await scene.importFile(two)
    expect([first.inserted, first.unchanged, second.inserted, second.unchanged]).toEqual([149, 1, 50, 100])
    const onlySecond = await newScene()
    await recordLive(onlySecond.database, visits[0]?.at ?? 0)
    await onlySecond.importFile(two)
    expect(await scene.revert(first.batchId)).toMatchObject({ removed: { visits: 49 } })
    expect(await scene.everything()).toEqual(await onlySecond.everything())
    await scene.revert(second.batchId)
    expect(await scene.everything()).toEqual(live)
  })

  it('keeps a visit that an import sees while the one that brought it is taken back', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, manyVisits(at, 5, 4))
    const { batchId } = await scene.importFile(path)
    const seen = Promise.withResolvers<void>()
    const again = scene.importFile(path, {
      beforeCommit: async (count) => {
        if (count !== 2) return
        seen.resolve()
        await delay(300)
      },
    })
    await seen.promise
    const reverted = scene.revert(batchId)
    expect(await again).toMatchObject({ read: 20, inserted: 0, unchanged: 20 })
    expect(await reverted).toEqual({ removed: { visits: 0, pages: 0 } })
    expect(await scene.everything()).toMatchObject({ visits: { length: 20 }, sightings: 0 })
    expect(await scene.miscounts()).toEqual([])
  })

  it('does not bring back what was taken back before its job came to its end', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, manyVisits(at, 5, 4))
    const result = await scene.importFile(path, { jobId: 'dies-last' })
    await scene.revert(result.batchId)
    expect(await scene.importFile(path, { jobId: 'dies-last' })).toEqual(result)
    expect(await scene.everything()).toEqual({ visits: [], pages: [], days: [], sightings: 0 })
    const batches = await scene.database.look.selectFrom('import_batch').select('status').execute()
    expect(batches).toEqual([{ status: 'reverted' }])
  })

  it('knows of a page that only a tab showed when it was visited', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    await upsertTab(scene.deps, { id: 'tab', url: 'https://h0.example.com/page/0' })
    makeChromiumFile(path, manyVisits(at, 1, 2))
    await scene.importFile(path)
    expect(await scene.miscounts()).toEqual([])
  })

  it('counts right beside others that import, take back, purge, delete and record the same visits', async () => {
    const scene = await newScene()
    const { deps, directory } = scene
    const file = manyVisits(at, 40, 20)
    const [one, two] = [join(directory, 'one'), join(directory, 'two')]
    makeChromiumFile(one, file)
    // The same in another order: what it locks, it locks in another order too.
    const last = file.visits.length + 1
    makeChromiumFile(two, { urls: file.urls, visits: file.visits.map((visit) => ({ ...visit, id: last - visit.id })) })
    const record = (n: number, round: number) => {
      const visitedAt = isoFromMicros(at + n * 3_600_000_001 + (n % 2) * (round + 1))
      return recordVisit(deps, { url: file.urls[n % 40]?.url ?? '', title: `Title ${round}`, visitedAt, tabId: 'tab' })
    }
    const purge = () => purgeHistory(deps, { host: 'h1.example.com' })
    await upsertTab(deps, { id: 'tab' })
    let known = await scene.importFile(one)
    for (let round = 0; round < 10; round++) {
      const { items } = await listHistory(scene.database, { limit: 10, host: 'h2.example.com' })
      const [again] = await Promise.all([
        scene.importFile(two),
        scene.revert(known.batchId),
        purge(),
        purge(),
        ...items.map(({ id }) => deleteVisit(deps, id).catch(() => {})),
        ...Array.from({ length: 20 }, (_, n) => record(n, round)),
      ])
      expect(await scene.miscounts()).toEqual([])
      known = again
    }
  }, 60_000)

  it('hands a visit that was recorded live too to the live history', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, { urls: [{ id: 1, url: 'https://example.com/' }], visits: [{ id: 7, url: 1, at }] })
    const { batchId } = await scene.importFile(path)
    await scene.database.transact(async (tx) => {
      const { id } = await tx.selectFrom('visit').select('id').executeTakeFirstOrThrow()
      await tx.insertInto('visit_sighting').values({ visitId: id, batchId: 0 }).execute()
    })
    expect(await scene.revert(batchId)).toEqual({ removed: { visits: 0, pages: 0 } })
    const kept = await scene.database.look
      .selectFrom('visit')
      .select(['batchId', 'sourceVisitId', 'visitedAt'])
      .execute()
    expect(kept).toEqual([{ batchId: null, sourceVisitId: null, visitedAt: at }])
    expect(await scene.everything()).toMatchObject({ sightings: 0, pages: [{ visitCount: 1 }] })
  })
})

/** As recording a visit of the first page does. */
async function recordLive(database: Scene['database'], visitedAt: number) {
  const url = 'https://h0.example.com/page/0'
  await database.transact(async (tx) => {
    const page = {
      url,
      urlHash: urlHash(url),
      title: 'Page 0',
      host: 'h0.example.com',
      visitCount: 1,
      firstSeenAt: visitedAt,
      lastSeenAt: visitedAt,
    }
    const saved = (await savePages(tx, [page])).get(page.urlHash)
    if (!saved) throw new Error('no page')
    await tx
      .insertInto('visit')
      .values({ pageId: saved.id, hostId: saved.hostId, urlVariant: '', visitedAt, hidden: 0, transition: 0 })
      .execute()
    await countDay(tx, 'visit', visitedAt, 1)
  })
}
