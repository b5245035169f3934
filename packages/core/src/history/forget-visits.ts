import { type Look, type Tx, lockRows } from '@hydraflow/db'
import { sql } from 'kysely'
import { batchesOf } from '../kernel/batches.ts'
import { countDays, timesByDay } from '../kernel/daily-count.ts'
import { forgetEmptyHosts } from '../pages/hosts.ts'

export interface Forgotten {
  readonly visits: number
  readonly pages: number
}

const idsPerStatement = 500

/**
 * Deletes visits and all that rests on them: what other sources saw of them, the pages that lose their last visit (with
 * what search knew of them), what tabs showed of those pages, and their part in the counts. Give at most some thousand
 * at once, so that the transaction stays short. With `clearTabs: false` a tab goes on showing a page that others visited.
 * A visit that somebody else deleted meanwhile is not counted again.
 */
export async function forgetVisits(
  tx: Tx,
  visitIds: readonly number[],
  { clearTabs: clearing = true }: { clearTabs?: boolean } = {},
): Promise<Forgotten> {
  const gone: { pageId: number; visitedAt: number }[] = []
  for (const batch of batchesOf(visitIds, idsPerStatement)) {
    // An import that sees one of them in this moment has noted it before this or finds it gone.
    await lockRows(tx, 'visit', batch)
    await tx.deleteFrom('visit_sighting').where('visitId', 'in', batch).execute()
    gone.push(...(await tx.deleteFrom('visit').where('id', 'in', batch).returning(['pageId', 'visitedAt']).execute()))
  }
  const pageIds = [...new Set(gone.map(({ pageId }) => pageId))].toSorted((one, other) => one - other)
  let pages = 0
  for (const batch of batchesOf(pageIds, idsPerStatement)) {
    // Whoever adds a visit to one of them in this moment has counted it before this or waits until it is counted anew.
    await lockRows(tx, 'page', batch)
    if (clearing) await clearTabs(tx, batch)
    pages += await forgetEmptyPages(tx, batch)
    await recountPages(tx, batch)
  }
  await countDays(
    tx,
    'visit',
    timesByDay(
      gone.map(({ visitedAt }) => visitedAt),
      -1,
    ),
  )
  return { visits: gone.length, pages }
}

/** Deletes the pages among these that have no visit. They are locked. */
async function forgetEmptyPages(tx: Tx, pageIds: readonly number[]): Promise<number> {
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
    await lockRows(tx, 'page', batch)
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
