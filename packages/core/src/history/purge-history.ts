import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '@hydraflow/db'
import { HydraFlowError, type PurgeHistory, type Purged } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { findLonelyPages, forgetLonelyPages, forgetVisits } from './forget-visits.ts'
import { invalidField } from '../kernel/errors.ts'
import { numericId } from './reader.ts'
import { type VisitKey, selectVisits } from './select-visits.ts'
import { type VisitFilter, narrows, readVisitFilter } from './visit-filter.ts'

/** Short transactions: others get their turn in between. */
const visitsPerTransaction = 500
const visitsPerLook = 5_000

/**
 * Deletes every visit that all given filters select, with the pages left without one. Works in short transactions from
 * the newest visit to the oldest: stopped in the middle, what is gone is gone, and calling again deletes the rest.
 */
export async function purgeHistory(deps: Deps, input: PurgeHistory): Promise<Purged> {
  const { ids, all, dryRun = false, ...filters } = input
  const filter = await readVisitFilter(deps.database, filters)
  const filtered = ids !== undefined || narrows(filter)
  if (!filtered && all !== true) throw new HydraFlowError('FILTER_REQUIRED')
  if (filtered && all === true) throw invalidField('all', 'give either filters or all, not both')
  const size = dryRun ? visitsPerLook : visitsPerTransaction
  const batches = ids ? batchOfIds(deps.database, filter, ids) : batchesOf(deps.database, filter, size)
  const removed = dryRun ? await countAll(deps.database, batches) : await forgetAll(deps, batches)
  if (ids === undefined && isWhole(filter)) removed.pages += await lonelyPages(deps, filter, dryRun)
  if (!dryRun) {
    deps.database.announce()
    // Whoever asks for this wants no word of it to be left.
    await deps.database.forgotten()
  }
  return { removed, dryRun }
}

async function* batchesOf(database: Database, filter: VisitFilter, size: number): AsyncGenerator<VisitKey[]> {
  let before: VisitKey | null = null
  for (;;) {
    const keys: VisitKey[] = await selectVisits(database, filter, before, size)
    if (keys.length > 0) yield keys
    before = keys.at(-1) ?? null
    if (keys.length < size) return
    await nextTurn()
  }
}

/** The visits named, as far as the other filters select them too. */
async function* batchOfIds(
  database: Database,
  filter: VisitFilter,
  ids: readonly string[],
): AsyncGenerator<VisitKey[]> {
  const wanted = ids.flatMap((id) => numericId(id) ?? [])
  if (wanted.length === 0) return
  const keys = await database.look
    .selectFrom('visit')
    .select(['id', 'visitedAt', 'pageId'])
    .where('id', 'in', wanted)
    .execute()
  for (const key of keys) {
    const above = { visitedAt: key.visitedAt, id: key.id + 1 }
    const from = Math.max(key.visitedAt, filter.from ?? key.visitedAt)
    const [first] = await selectVisits(database, { ...filter, from }, above, 1)
    if (first?.id === key.id) yield [key]
  }
}

async function countAll(
  database: Database,
  batches: AsyncIterable<VisitKey[]>,
): Promise<{ visits: number; pages: number }> {
  const visitsByPage = new Map<number, number>()
  let visits = 0
  for await (const keys of batches) {
    visits += keys.length
    for (const { pageId } of keys) visitsByPage.set(pageId, (visitsByPage.get(pageId) ?? 0) + 1)
  }
  let pages = 0
  const entries = [...visitsByPage]
  for (let start = 0; start < entries.length; start += visitsPerLook) {
    const chunk = new Map(entries.slice(start, start + visitsPerLook))
    const rows = await database.look
      .selectFrom('page')
      .select(['id', 'visitCount'])
      .where('id', 'in', [...chunk.keys()])
      .execute()
    pages += rows.filter(({ id, visitCount }) => visitCount <= (chunk.get(id) ?? 0)).length
    await nextTurn()
  }
  return { visits, pages }
}

async function forgetAll(
  { database }: Deps,
  batches: AsyncIterable<VisitKey[]>,
): Promise<{ visits: number; pages: number }> {
  const removed = { visits: 0, pages: 0 }
  for await (const keys of batches) {
    const { visits, pages } = await database.transact((tx) =>
      forgetVisits(
        tx,
        keys.map(({ id }) => id),
      ),
    )
    removed.visits += visits
    removed.pages += pages
  }
  return removed
}

/** Everything, or all of some hosts. */
const isWhole = (filter: VisitFilter): boolean => !narrows({ ...filter, hostIds: null })

/** Deleting everything, or all of a host, means also the pages that a tab showed and nobody visited. */
async function lonelyPages({ database }: Deps, { hostIds }: VisitFilter, dryRun: boolean): Promise<number> {
  if (!dryRun) return await database.transact((tx) => forgetLonelyPages(tx, hostIds))
  return (await findLonelyPages(database.look, hostIds)).length
}
