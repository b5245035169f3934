import { mkdir, readdir, realpath, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { forEachEngine } from '@hydraflow/db/testing'
import { describe, expect, it } from 'vitest'
import { finishJob } from './__fixtures__/finish-job.ts'
import { makeChromiumFile, makeFirefoxFile, manyVisits } from './__fixtures__/browser-files.ts'
import { type Scene, openScene, openSqliteScene, scratch } from './__fixtures__/scene.ts'
import { findProfiles } from './find-profiles.ts'
import { previewImport } from './preview-import.ts'
import { importsRoom } from './room.ts'
import type { ImportDeps } from './start-import.ts'
import { addUpload, removeOldUploads } from './uploads.ts'

const at = 1_751_234_567_890_123
const newDirectory = scratch()

async function makeHistory(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  makeChromiumFile(path, manyVisits(at, 10, 3))
  return path
}

/** The room as it is without threads. */
const roomOf = (deps: ImportDeps) =>
  importsRoom({ ...deps, answers: { previewImport: (source) => previewImport(deps, source) } })

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text)
}

forEachEngine('the imports room', (engine) => {
  const open = async () => {
    const location = await engine.location()
    const scene = await openScene({ ...engine, open: () => engine.open(location) }, await newDirectory())
    return { scene, room: roomOf(scene.deps) }
  }

  it('makes a job of a file that is a history, and one job of one key', async () => {
    const { scene, room } = await open()
    const path = await makeHistory(join(scene.directory, 'google-chrome', 'History'))
    const link = join(scene.directory, 'link')
    await symlink(path, link)
    const job = await room.run({ path: link, idempotencyKey: 'k' }, {})
    expect(job).toMatchObject({ type: 'browser_import', status: 'queued', title: 'link' })
    expect(job.payload).toEqual({ path: await realpath(path), fileName: 'link', browser: null, uploadId: null })
    expect(await room.run({ path: link, idempotencyKey: 'k' }, {})).toEqual(job)
    expect(await readdir(join(scene.deps.dataDir, 'imports'))).toEqual([job.id])
  })

  it('refuses a bad file at once and makes no job', async () => {
    const { scene, room } = await open()
    const path = join(scene.directory, 'notes.txt')
    await writeFile(path, 'dear diary')
    await expect(room.run({ path }, {})).rejects.toMatchObject({ reason: 'IMPORT_FILE_NOT_A_DATABASE' })
    await expect(room.run({ profileId: 'x' }, {})).rejects.toMatchObject({ reason: 'IMPORT_PROFILE_NOT_FOUND' })
    await expect(room.run({ uploadId: '../x' }, {})).rejects.toMatchObject({ reason: 'IMPORT_UPLOAD_NOT_FOUND' })
    expect(await scene.database.look.selectFrom('job').select('id').execute()).toEqual([])
  })

  it('previews, and errors come back as they are', async () => {
    const { scene, room } = await open()
    const path = await makeHistory(join(scene.directory, 'brave.sqlite'))
    expect(await room.preview({ path }, {})).toMatchObject({
      format: 'chromium',
      browser: 'Brave',
      read: 30,
      new: 30,
      pages: 10,
    })
    await expect(room.preview({ path: `${path}-no` }, {})).rejects.toMatchObject({ reason: 'IMPORT_FILE_NOT_FOUND' })
  })

  it('lists batches, the newest first, and takes each back once', async () => {
    const { scene, room } = await open()
    const path = await makeHistory(join(scene.directory, 'History'))
    const job = await room.run({ path }, {})
    const running = scene.importFile(path, {
      jobId: job.id,
      beforeTransaction: (count) => {
        if (count === 2) throw new Error('died')
      },
    })
    await expect(running).rejects.toThrow('died')
    await expect(room.revert({ id: '1' }, {})).rejects.toMatchObject({ reason: 'IMPORT_BATCH_ACTIVE' })
    await scene.importFile(path, { jobId: job.id })
    await scene.importFile(path)
    const first = await room.batches({ limit: 1 }, {})
    const second = await room.batches({ limit: 1, cursor: first.nextCursor }, {})
    expect([...first.items, ...second.items]).toMatchObject([
      { id: '2', inserted: 0, unchanged: 30 },
      { id: '1', jobId: job.id, status: 'complete', inserted: 30, skipped: {}, from: '2025-06-29T22:02:47.890123Z' },
    ])
    expect(second.nextCursor).toBeNull()
    const revert = await room.revert({ id: '1' }, {})
    expect(await room.revert({ id: '1' }, {})).toEqual(revert)
    expect((await room.batches({ limit: 2 }, {})).items[1]).toMatchObject({ status: 'reverting' })
    await scene.revert('1')
    await finishJob(scene.database, revert.id)
    await expect(room.revert({ id: '1' }, {})).rejects.toMatchObject({ reason: 'IMPORT_BATCH_REVERTED' })
    await expect(room.revert({ id: '7' }, {})).rejects.toMatchObject({ reason: 'IMPORT_BATCH_NOT_FOUND' })
    await expect(room.revert({ id: 'x' }, {})).rejects.toMatchObject({ reason: 'IMPORT_BATCH_NOT_FOUND' })
  })
})

describe('browser profiles', () => {
  it('are found with the names people gave them', async () => {
    const { deps } = await openSqliteScene(await newDirectory())
    const home = (path: string) => join(deps.home, path)
    await makeHistory(home('.config/google-chrome/Default/History'))
    await makeHistory(home('.config/google-chrome/Profile 1/History'))
    await writeFile(
      home('.config/google-chrome/Local State'),
      JSON.stringify({ profile: { info_cache: { Default: { name: 'Ada' } } } }),
    )
    await mkdir(home('snap/firefox/common/.mozilla/firefox/abc.default'), { recursive: true })
    await writeFile(
      home('snap/firefox/common/.mozilla/firefox/profiles.ini'),
      '[Profile0]\nName=work\nIsRelative=1\nPath=abc.default\n',
    )
    const places = home('snap/firefox/common/.mozilla/firefox/abc.default/places.sqlite')
    makeFirefoxFile(places, { places: [], visits: [] })
    await utimes(places, 2_000_000_000, 2_000_000_000)
    const found = await findProfiles({ home: deps.home, platform: 'linux' })
    expect(
      found.map(({ browser, profile, format, readable }) => `${browser} ${profile} ${format} ${readable}`).toSorted(),
    ).toEqual(['Chrome Ada chromium true', 'Chrome Profile 1 chromium true', 'Firefox work firefox true'])
    expect(found[0]).toMatchObject({ path: places, modifiedAt: '2033-05-18T03:33:20.000Z' })
    const room = roomOf(deps)
    expect(await room.sources({}, {})).toEqual({ items: found })
    expect(await room.preview({ profileId: found[0]?.id ?? '' }, {})).toMatchObject({
      browser: 'Firefox',
      read: 0,
      from: null,
    })
  })
})

describe('uploads', () => {
  const upload = async ({ deps }: Scene, name: string, text: string) =>
    await addUpload(deps, { name, bytes: bytesOf(text) })

  it('are kept under their names, and go after a day', async () => {
    const scene = await openSqliteScene(await newDirectory())
    const added = await upload(scene, '../../My\nHistory', 'hello')
    expect(added).toEqual({ id: added.id, name: 'MyHistory', bytes: 5 })
    const directory = join(scene.deps.dataDir, 'uploads')
    expect((await readdir(directory)).toSorted()).toEqual([added.id, `${added.id}.json`])
    const now = { now: () => Date.now() * 1_000 }
    expect(await removeOldUploads({ ...scene.deps, clock: now })).toBe(0)
    expect(await removeOldUploads({ ...scene.deps, clock: { now: () => (Date.now() + 86_500_000) * 1_000 } })).toBe(2)
    expect(await readdir(directory)).toEqual([])
  })

  it('that break off leave nothing', async () => {
    const scene = await openSqliteScene(await newDirectory())
    async function* broken() {
      yield new Uint8Array(10)
      throw new Error('gone')
    }
    await expect(addUpload(scene.deps, { name: 'History', bytes: broken() })).rejects.toThrow('gone')
    expect(await readdir(join(scene.deps.dataDir, 'uploads'))).toEqual([])
  })
})
