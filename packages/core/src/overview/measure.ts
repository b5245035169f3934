import type { Look, Tx } from '@hydraflow/db'
import { type RawBuilder, sql } from 'kysely'
import { SearchKind } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { jsonFrom, valueFrom } from '../kernel/json.ts'
import type { Micros } from '../kernel/time.ts'

export interface Measured {
  readonly storage: { readonly database: number; readonly indexes: number }
  readonly index: { readonly documents: number; readonly pending: number; readonly stale: number }
  /** What a check of the store found; null when it was not checked. */
  readonly problems: readonly string[] | null
}

/** Finds out what costs too much to ask on every request, and keeps it. `check` also reads through the whole store. */
export async function measure(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  transact: <R>(act: (tx: Tx) => Promise<R>) => Promise<R>,
  { check }: { check: boolean },
): Promise<Measured> {
  const measured: Measured = {
    storage: await database.measure(),
    index: await measureIndex(database.look),
    problems: check ? await database.check() : ((await lastMeasured(database.look))?.measured.problems ?? null),
  }
  const row = { name: 'workspace', value: jsonFrom(measured), measuredAt: clock.now() }
  const { name: _, ...changed } = row
  await transact(async (tx) => {
    await tx
      .insertInto('measurement')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doUpdateSet(changed))
      .execute()
  })
  return measured
}

export async function lastMeasured(look: Look): Promise<{ measured: Measured; measuredAt: Micros } | undefined> {
  const row = await look.selectFrom('measurement').selectAll().where('name', '=', 'workspace').executeTakeFirst()
  return row && { measured: valueFrom(row.value) as Measured, measuredAt: row.measuredAt }
}

/** Documents there are, items that search does not know, and documents whose item is gone: the last two are 0 when all is well. */
async function measureIndex(look: Look): Promise<Measured['index']> {
  const row = await look
    .selectNoFrom([
      count(sql`from "search_document"`).as('documents'),
      sum(
        SearchKind.options.map(
          (kind) => sql`(select count(*) from ${sql.table(kind)} where not exists (
        select 1 from "search_document" d where d."kind" = ${kind} and d."itemId" = cast(${sql.table(kind)}."id" as text)))`,
        ),
      ).as('pending'),
      count(sql`from "search_document" d where not (${exists})`).as('stale'),
    ])
    .executeTakeFirstOrThrow()
  return row
}

const count = (from: RawBuilder<unknown>) => sql<number>`(select count(*) ${from})`
const sum = (parts: RawBuilder<unknown>[]) => sql<number>`${sql.join(parts, sql` + `)}`

/** Each kind of item is in the table of its name; a page is found by its number, which is the key. */
const exists = sql`case d."kind" ${sql.join(
  SearchKind.options.map((kind) =>
    kind === 'page'
      ? sql`when 'page' then exists (select 1 from "page" where "page"."id" = d."pageId")`
      : sql`when ${sql.lit(kind)} then exists (select 1 from ${sql.table(kind)} where ${sql.table(kind)}."id" = d."itemId")`,
  ),
  sql` `,
)} end`
