import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../index.ts'
import { insertRows } from '../insert-rows.ts'

let directory: string
let file: string
let database: Database

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hydraflow-index-'))
  file = join(directory, 'hydraflow.db')
  database = await openDatabase(file, { keeper: false })
})
afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

const secret = (n: number) => `secretword${n}x`

async function write(from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, at) => ({
    kind: 'message',
    itemId: String(from + at),
    time: at,
    title: '',
    body: `common ${secret(from + at)}`,
  }))
  await database.transact((tx) =>
    insertRows(tx, 'search_document', rows, { columns: ['kind', 'itemId', 'time', 'title', 'body'] }),
  )
  await database.searchable()
}

const remove = (from: number, to: number) =>
  database.transact((tx) =>
    tx
      .deleteFrom('search_document')
      .where(sql<number>`cast("itemId" as integer)`, '>=', from)
      .where(sql<number>`cast("itemId" as integer)`, '<', to)
      .execute(),
  )

async function found(word: string): Promise<number> {
  await database.searchable()
  const query = database.search.matching(database.look, [{ words: [word] }])
  return (await query.select('d.id').execute()).length
}

/** The secrets that the bytes on the disk still hold. */
async function left(from: number, to: number): Promise<number[]> {
  await database.checkpoint()
  const bytes = readFileSync(file, 'latin1')
  return Array.from({ length: to - from }, (_, at) => from + at).filter((n) => bytes.includes(secret(n)))
}

describe.each([
  ['few documents', 20],
  ['many documents', 600],
])('of %s that are deleted', (_, count) => {
  it('nothing is found at once, and nothing is left when they are forgotten', async () => {
    await write(0, count + 50)
    await remove(0, count)
    expect(await found(secret(3))).toBe(0)
    expect(await found('common')).toBe(50)
    await database.forgotten()
    expect(await found('common')).toBe(50)
    expect(await found(secret(count + 1))).toBe(1)
    expect(await left(0, count)).toEqual([])
    expect(await database.check()).toEqual([])
  })
})

it('a document that changes is found by its new words alone', async () => {
  await write(0, 3)
  await database.transact((tx) =>
    tx.updateTable('search_document').set({ body: 'other words' }).where('itemId', '=', '1').execute(),
  )
  expect(await found(secret(1))).toBe(0)
  expect(await found('other')).toBe(1)
  await database.transact((tx) => tx.deleteFrom('search_document').where('itemId', '=', '1').execute())
  expect(await found('other')).toBe(0)
  await database.forgotten()
  expect(await left(1, 2)).toEqual([])
  expect(await database.check()).toEqual([])
})

it('documents that change by the hundred are found by their new words', async () => {
  await write(0, 300)
  await database.transact((tx) => tx.updateTable('search_document').set({ body: 'other words' }).execute())
  await write(300, 310)
  expect(await found('common')).toBe(10)
  expect(await found('other')).toBe(300)
  expect(await database.check()).toEqual([])
})

it('what a crash left half forgotten is forgotten at the next chance', async () => {
  await write(0, 700)
  await remove(0, 650)
  await database.close()
  const connection = new SqliteDatabase(file)
  connection.pragma('secure_delete = ON')
  connection.exec(`insert into search_index (search_index, rank) values ('secure-delete', 0);
    insert into search_index (search_index, rowid, title, body)
      select 'delete', id, title, body from search_index_removed;
    delete from search_index_removed;`)
  connection.close()
  database = await openDatabase(file, { keeper: false })
  expect(await left(0, 650)).not.toEqual([])
  await database.forgotten()
  expect(await left(0, 650)).toEqual([])
  expect(await found('common')).toBe(50)
  expect(await database.check()).toEqual([])
})
