import { copyFileSync } from 'node:fs'
import { appendFile, copyFile, mkdir, open, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  addToChromiumFile,
  makeChromiumFile,
  makeFirefoxFile,
  manyVisits,
  openChromiumFile,
  since1601,
} from './__fixtures__/browser-files.ts'
import { fingerprint, openSqliteScene, scratch } from './__fixtures__/scene.ts'
import { copySource } from './copy-source.ts'
import { previewImport } from './preview-import.ts'

const at = 1_751_234_567_890_123

describe('the file of an import', () => {
  const newDirectory = scratch()
  const newScene = async () => openSqliteScene(await newDirectory())
  const rows = { urls: [{ id: 1, url: 'https://example.com/' }], visits: [{ id: 1, url: 1, at }] }

  it('leaves the source and its directory as they were', async () => {
    const scene = await newScene()
    const source = join(scene.directory, 'source')
    await mkdir(source)
    makeFirefoxFile(join(source, 'places.sqlite'), {
      places: [{ id: 1, url: 'https://example.com/' }],
      visits: [{ id: 1, place: 1, at }],
    })
    const before = await fingerprint(source)
    await scene.importFile(join(source, 'places.sqlite'))
    await previewImport(scene.deps, { path: join(source, 'places.sqlite') })
    expect(await fingerprint(source)).toEqual(before)
  })

  it('reads what a running browser has only in its log, though the browser holds the lock', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    const browser = openChromiumFile(path)
    browser.pragma('journal_mode = wal')
    browser.pragma('wal_autocheckpoint = 0')
    browser.pragma('locking_mode = exclusive')
    browser.transaction(() => addToChromiumFile(browser, rows))()
    expect(await scene.importFile(path)).toMatchObject({ inserted: 1 })
    browser.close()
  })

  it('rolls back a transaction that the browser never finished', async () => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    makeChromiumFile(path, rows)
    const browser = new SqliteDatabase(path)
    browser.pragma('cache_size = 1')
    browser.pragma('cache_spill = 1')
    browser.exec('begin exclusive')
    addToChromiumFile(browser, {
      urls: [],
      visits: Array.from({ length: 3_000 }, (_, n) => ({ id: n + 2, url: 1, at: at + n + 1 })),
    })
    const hot = join(scene.directory, 'hot')
    copyFileSync(path, hot)
    copyFileSync(`${path}-journal`, `${hot}-journal`)
    expect(await scene.importFile(hot)).toMatchObject({ read: 1, inserted: 1 })
    expect(await scene.importFile(path)).toMatchObject({ read: 1, unchanged: 1 })
    browser.exec('rollback')
    browser.close()
  })

  it.each([
    ['a file that is not there', 'IMPORT_FILE_NOT_FOUND', async () => {}],
    ['an empty file', 'IMPORT_FILE_EMPTY', (path: string) => writeFile(path, '')],
    ['a text', 'IMPORT_FILE_NOT_A_DATABASE', (path: string) => writeFile(path, 'SQLite it is not')],
    ['a directory', 'IMPORT_FILE_UNREADABLE', (path: string) => mkdir(path)],
    [
      'the beginning of a database',
      'IMPORT_FILE_DAMAGED',
      (path: string) => writeFile(path, 'SQLite format 3\0 and no more'),
    ],
    [
      'a database of something else',
      'IMPORT_FILE_UNKNOWN',
      async (path: string) => void new SqliteDatabase(path).exec('create table notes (id integer primary key)').close(),
    ],
    [
      'a view that only looks like a history',
      'IMPORT_FILE_UNKNOWN',
      async (path: string) =>
        void new SqliteDatabase(path)
          .exec('create table urls (id, url); create view visits as select 1 id, 1 url, 1 visit_time')
          .close(),
    ],
    [
      'the database of a phone',
      'IMPORT_FILE_UNKNOWN',
      async (path: string) =>
        void new SqliteDatabase(path)
          .exec(
            'create table moz_places (id, url); create table moz_historyvisits (id, place_id, visit_date, is_local)',
          )
          .close(),
    ],
    [
      'a history with a page overwritten',
      'IMPORT_FILE_DAMAGED',
      async (path: string) => {
        makeChromiumFile(path, manyVisits(at, 300, 10))
        const file = await open(path, 'r+')
        await file.write(Buffer.alloc(4_096 * 20, 7), 0, 4_096 * 20, 4_096 * 3)
        await file.close()
      },
    ],
    [
      'a history numbered beyond what is exact',
      'IMPORT_FILE_DAMAGED',
      async (path: string) => {
        makeChromiumFile(path, rows)
        const connection = new SqliteDatabase(path)
        connection.prepare('insert into visits (id, url, visit_time) values (?, 1, ?)').run(2n ** 60n, since1601(at))
        connection.close()
      },
    ],
  ])('refuses %s with its reason and leaves nothing', async (_, reason, make) => {
    const scene = await newScene()
    const path = join(scene.directory, 'History')
    await make(path)
    await expect(scene.importFile(path)).rejects.toMatchObject({ reason })
    await expect(previewImport(scene.deps, { path })).rejects.toMatchObject({ reason })
    expect(await readdir(join(scene.deps.dataDir, 'imports')).catch(() => [])).toEqual([])
  })

  it('copies again what changed meanwhile, and gives up on a file that never stands still', async () => {
    const { directory } = await newScene()
    const path = join(directory, 'History')
    makeChromiumFile(path, rows)
    const whileWriting = (times: number) => async (from: string, to: string) => {
      await copyFile(from, to)
      if (times-- > 0) await appendFile(path, Buffer.alloc(4_096))
    }
    await copySource(path, join(directory, 'copy'), whileWriting(2))
    expect(await readFile(join(directory, 'copy', 'source.db'))).toEqual(await readFile(path))
    const never = copySource(path, join(directory, 'never'), whileWriting(1_000))
    await expect(never).rejects.toMatchObject({ reason: 'IMPORT_FILE_CHANGING' })
    expect((await readdir(directory)).filter((name) => name.startsWith('never'))).toEqual([])
  })
})
