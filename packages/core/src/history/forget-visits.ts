import type { Look, Tx } from '@hydraflow/db'
import { sql } from 'kysely'
import { batchesOf } from '../kernel/batches.ts'
import { countDays, timesByDay } from '../kernel/daily-count.ts'

export interface ForgottenVisit {
  readonly id: number
  readonly pageId: number
  readonly visitedAt: number
}

export interface Forgotten {
  readonly visits: number
  readonly pages: number
}

const idsPerStatement = 500

/**
 * Deletes visits and all that rests on them: what other sources saw of them, the pages that lose their last visit (with
 * what search knew of them), what tabs showed of those pages, and their part in the counts. Give at most some thousand
 * at once, so that the transaction stays short. With `clearTabs: false` a tab goes on showing a page that others visited.
 */
export async function forgetVisits(
  tx: Tx,
  visits: readonly ForgottenVisit[],
  { clearTabs: clearing = true }: { clearTabs?: boolean } = {},
): Promise<Forgotten> {
  for (const batch of batchesOf(
    visits.map(({ id }) => id),
    idsPerStatement,
  )) {
    await tx.deleteFrom('visit_sighting').where('visitId', 'in', batch).execute()
    await tx.deleteFrom('visit').where('id', 'in', batch).execute()
  }
  await countDays(
    tx,
    'visit',
    timesByDay(
      visits.map(({ visitedAt }) => visitedAt),
      -1,
    ),
  )
  const pageIds = [...new Set(visits.map(({ pageId }) => pageId))]
  let pages = 0
  for (const batch of batchesOf(pageIds, idsPerStatement)) {
    if (clearing) await clearTabs(tx, batch)
    pages += await forgetEmptyPages(tx, batch)
    await recountPages(tx, batch)
  }
  return { visits: visits.length, pages }
}

/** Deletes the pages among these that have no visit. */
export async function forgetEmptyPages(tx: Tx, pageIds: readonly number[]): Promise<number> {
  const empty = await tx
    .selectFrom('page')
    .select(['id', 'hostId'])
    .where('id', 'in', pageIds)
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('visit').select('visit.id').whereRef('visit.pageId', '=', 'page.id'))),
    )
    .execute()
  const ids = empty.map(({ id }) => id)
  if (ids.length === 0) return 0
  await clearTabs(tx, ids)
  await tx.deleteFrom('search_document').where('kind', '=', 'page').where('itemId', 'in', ids.map(String)).execute()
  await tx.deleteFrom('page').where('id', 'in', ids).execute()
  await forgetEmptyHosts(tx, [...new Set(empty.map(({ hostId }) => hostId))])
  return ids.length
}

/** A name that nothing is under any more goes too. */
async function forgetEmptyHosts(tx: Tx, hostIds: readonly number[]) {
  const below = (table: 'page' | 'bookmark') => sql`select 1 from ${sql.table(table)} b where b."hostId" = "host"."id"`
  await tx
    .deleteFrom('host')
    .where('id', 'in', hostIds)
    .where(sql<boolean>`not exists (${below('page')}) and not exists (${below('bookmark')})`)
    .execute()
}

/** The pages without a visit, on these hosts or on any. */
export async function findLonelyPages(look: Look, hostIds: readonly number[] | null): Promise<number[]> {
  if (hostIds?.length === 0) return []
  let query = look.selectFrom('page').select('id').where('visitCount', '=', 0)
  if (hostIds) query = query.where('hostId', 'in', hostIds)
  return (await query.execute()).map(({ id }) => id)
}

/** Deletes all pages without a visit, on these hosts or on any. */
export async function forgetLonelyPages(tx: Tx, hostIds: readonly number[] | null): Promise<number> {
  let pages = 0
  for (const batch of batchesOf(await findLonelyPages(tx, hostIds), idsPerStatement)) {
    pages += await forgetEmptyPages(tx, batch)
  }
  return pages
}

/** What was deleted is shown nowhere: not the page, nor its url, title and picture. */
async function clearTabs(tx: Tx, pageIds: readonly number[]) {
  await tx
    .updateTable('tab')
    .set({ pageId: null, url: null, title: null, favicon: null })
    .where('pageId', 'in', pageIds)
    .execute()
}

async function recountPages(tx: Tx, pageIds: readonly number[]) {
  const ofPage = sql`from "visit" where "visit"."pageId" = "page"."id"`
  await tx
    .updateTable('page')
    .set({
      visitCount: sql<number>`(select count(*) ${ofPage})`,
      firstSeenAt: sql<number>`coalesce((select min("visitedAt") ${ofPage}), "firstSeenAt")`,
      lastSeenAt: sql<number>`coalesce((select max("visitedAt") ${ofPage}), "lastSeenAt")`,
    })
    .where('id', 'in', pageIds)
    .execute()
}
