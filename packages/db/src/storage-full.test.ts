import { writeFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Database } from './database.ts'
import { isStorageFull } from './storage-full.ts'
import { forEachEngine } from './testing.ts'

forEachEngine('storage that is full', (engine) => {
  const failing = (database: Database, statement: string) =>
    database.transact((tx) => sql.raw(statement).execute(tx)).catch((error: unknown) => error)

  it('is known by what the engine says, which says other things too', async () => {
    const database = await engine.open()
    await failing(database, 'create table "kept" ("bytes" text not null)')
    // A file that may grow no further, and a server that says so.
    if (engine.name === 'sqlite') await sql.raw('pragma max_page_count = 1').execute(database.look)
    const full =
      engine.name === 'sqlite'
        ? `insert into "kept" values (hex(zeroblob(1000000)))`
        : `do $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$`
    expect(isStorageFull(await failing(database, full))).toBe(true)
    expect(isStorageFull(await failing(database, 'insert into "kept" values (null)'))).toBe(false)
  })
})

it.runIf(process.platform === 'linux').each([
  ['/dev/full', true],
  ['/dev/null/x', false],
])('a write to %s says so: %s', (path, isFull) => {
  let thrown: unknown
  try {
    writeFileSync(path, 'x')
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(Error)
  expect(isStorageFull(thrown)).toBe(isFull)
})
