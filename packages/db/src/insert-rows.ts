import { CompiledQuery } from 'kysely'
import type { Insertable } from 'kysely'
import type { Tx } from './database.ts'
import { isPostgres } from './engines/is-postgres.ts'
import type { Tables } from './tables/index.ts'

/** Rows in one statement: enough to make its fixed cost small, few enough for the parameters either engine allows. */
const rowsPerStatement = 100

interface Options<T extends keyof Tables, R extends keyof Tables[T] & string> {
  readonly columns: readonly (keyof Insertable<Tables[T]> & string)[]
  /** What follows the values: `on conflict …`. */
  readonly onConflict?: string
  readonly returning?: readonly R[]
}

type Row<T extends keyof Tables> = {
  readonly [C in keyof Insertable<Tables[T]>]?: Insertable<Tables[T]>[C] | undefined
}

/**
 * Inserts many rows with few statements of a fixed text, which the engine prepares once. Kysely's builder would spend
 * more time on the text than the engine on the rows. Returns the `returning` columns of the rows that went in.
 */
export async function insertRows<T extends keyof Tables & string, R extends keyof Tables[T] & string = never>(
  tx: Tx,
  table: T,
  rows: readonly Row<T>[],
  { columns, onConflict = '', returning = [] }: Options<T, R>,
): Promise<{ [C in R]: Tables[T][C] extends { __select__: infer S } ? S : Tables[T][C] }[]> {
  const answers: unknown[] = []
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = rows.slice(start, start + rowsPerStatement)
    const parameters: unknown[] = []
    for (const row of chunk) for (const column of columns) parameters.push(row[column as keyof Row<T>] ?? null)
    const text = insertText(tx, table, columns, chunk.length, onConflict, returning)
    const { rows: returned } = await tx.executeQuery(CompiledQuery.raw(text, parameters))
    for (const answer of returned) answers.push(answer)
  }
  return answers as never
}

const texts = new Map<string, string>()

function insertText(
  tx: Tx,
  table: string,
  columns: readonly string[],
  count: number,
  onConflict: string,
  returning: readonly string[],
): string {
  const numbered = isPostgres(tx)
  const key = `${numbered}|${table}|${columns.join()}|${count}|${onConflict}|${returning.join()}`
  const known = texts.get(key)
  if (known) return known
  let next = 1
  const values = Array.from(
    { length: count },
    () => `(${columns.map(() => (numbered ? `$${next++}` : '?')).join()})`,
  ).join()
  const text = [
    `insert into "${table}" (${columns.map((column) => `"${column}"`).join()}) values ${values}`,
    onConflict,
    returning.length > 0 ? `returning ${returning.map((column) => `"${column}"`).join()}` : '',
  ].join(' ')
  texts.set(key, text)
  return text
}
