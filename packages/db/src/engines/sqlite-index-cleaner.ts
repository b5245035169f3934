import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database as Connection } from 'better-sqlite3'
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { forgetSome } from './sqlite-search.ts'

/** One by one documents leave the index at once, in some milliseconds each: so many of them in one transaction. */
const fewAtOnce = 4
/** Beyond this it takes less time to mark them as deleted and to write the whole index anew. */
const few = 200
const manyAtOnce = 300
/** About so many pages are written in ten milliseconds. */
const pagesPerMerge = 100

/**
 * Takes deleted documents out of the full-text index. With FTS5's option `secure-delete` a deletion leaves no word behind
 * and costs as much as hundreds of insertions; without it, it leaves a mark, and the words go when the parts of the index
 * are merged into one. The option is the note that a merge is still to come, also after a crash.
 * See https://www.sqlite.org/fts5.html, "secure-delete" and "merge".
 */
export function indexCleaner(connection: Connection, transact: Database['transact']) {
  const countWaiting = connection
    .prepare(`select count(*) from (select 1 from search_index_removed limit ${few + 1})`)
    .pluck()
  const secureDelete = connection.prepare(`select v from search_index_config where k = 'secure-delete'`).pluck()
  const totalChanges = connection.prepare('select total_changes()').pluck()

  const set = (option: 'secure-delete', value: 0 | 1) =>
    transact(async (tx) => {
      await sql`insert into search_index (search_index, rank) values (${option}, ${sql.lit(value)})`.execute(tx)
    })

  /** False when there is nothing left to merge. A negative number begins with a merge of everything. */
  const merge = (pages: number) =>
    transact(async (tx) => {
      const before = totalChanges.get() as number
      await sql`insert into search_index (search_index, rank) values ('merge', ${pages})`.execute(tx)
      return (totalChanges.get() as number) - before >= 2
    })

  async function mergeAll(): Promise<void> {
    await merge(-pagesPerMerge)
    while (await merge(pagesPerMerge)) await nextTurn()
  }

  async function forgetAll(atOnce: number): Promise<void> {
    while ((await transact((tx) => forgetSome(tx, atOnce))) > 0) await nextTurn()
  }

  async function clean(): Promise<void> {
    const waiting = countWaiting.get() as number
    const isMarked = secureDelete.get() === 0
    if (waiting <= few && !isMarked) return await forgetAll(fewAtOnce)
    await set('secure-delete', 0)
    await forgetAll(manyAtOnce)
    await mergeAll()
    await set('secure-delete', 1)
    // What another process marked meanwhile.
    await mergeAll()
  }

  let cleaning: Promise<void> | undefined
  /** Resolves when nothing is left to take out. */
  return async (): Promise<void> => {
    while ((countWaiting.get() as number) > 0 || secureDelete.get() === 0)
      await (cleaning ??= clean().finally(() => (cleaning = undefined)))
  }
}
