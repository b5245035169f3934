import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import type { Tables } from '../tables/index.ts'
import { isPostgres } from './is-postgres.ts'

/** The tables whose key is one column, `id`. */
type Keyed = { [T in keyof Tables]: Tables[T] extends { id: unknown } ? T : never }[keyof Tables]

/**
 * Locks rows until the transaction ends and returns the ids of those that are there: nobody else changes or deletes them,
 * or adds a row that refers to them, and what is read after this stays true. In the order of their ids, so that two who
 * lock the same rows do not wait for each other. On SQLite a writer is alone anyway, and the ids come back as they are.
 */
export async function lockRows<Id extends string | number>(
  tx: Tx,
  table: Keyed,
  ids: readonly Id[],
): Promise<readonly Id[]> {
  if (ids.length === 0 || !isPostgres(tx)) return ids
  const { rows } = await sql<{ id: Id }>`
    select "id" from ${sql.table(table)} where "id" in (${sql.join(ids)}) order by "id" for update`.execute(tx)
  return rows.map(({ id }) => id)
}
