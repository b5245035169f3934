import { type Tx, lockRows } from '@hydraflow/db'
import { sql } from 'kysely'
import { setTimeout as delay } from 'node:timers/promises'
import { forgetVisits } from '../history/forget-visits.ts'
import { valueFrom } from '../kernel/json.ts'
import type { BatchRow } from './reader.ts'
import { savePosition } from './writer.ts'

const visitsPerTransaction = 500
const sightingsPerTransaction = 2_000
const pauseMs = 1

export interface Removed {
  readonly visits: number
  readonly pages: number
}

type Transact = <R>(act: (tx: Tx) => Promise<R>) => Promise<R>

/**
 * Takes a batch back and nothing else: a visit that another source saw too goes over to that source. Each transaction
 * leaves less to do and adds to what is counted in the batch, so that a run that dies is simply gone on with.
 */
export async function revertBatch(
  transact: Transact,
  batch: BatchRow,
  onStep: (removed: Removed) => void = () => {},
): Promise<Removed> {
  // While the batch was imported, its position was another thing.
  let removed =
    batch.status === 'reverting' && batch.position !== null
      ? (valueFrom(batch.position) as Removed)
      : { visits: 0, pages: 0 }
  // First what it only saw: from then on no other revert can hand a visit over to this batch.
  while ((await transact((tx) => removeSightings(tx, batch.id))) > 0) await delay(pauseMs)
  for (;;) {
    const sum: Removed | null = await transact((tx) => removeSome(tx, batch.id, removed))
    if (!sum) break
    removed = sum
    onStep(removed)
    await delay(pauseMs)
  }
  return removed
}

async function removeSome(tx: Tx, batchId: number, removed: Removed): Promise<Removed | null> {
  const visits = await tx
    .selectFrom('visit')
    .select('id')
    .where('batchId', '=', batchId)
    .orderBy('id')
    .limit(visitsPerTransaction)
    .execute()
  if (visits.length === 0) return null
  const ids = visits.map(({ id }) => id)
  // Whoever sees one of them in this moment has noted it before this, or finds it gone and adds it.
  await lockRows(tx, 'visit', ids)
  const handedOver = await handOver(tx, batchId, ids)
  const own = ids.filter((id) => !handedOver.has(id))
  const forgotten = own.length > 0 ? await forgetVisits(tx, own, { clearTabs: false }) : { visits: 0, pages: 0 }
  const sum = { visits: removed.visits + forgotten.visits, pages: removed.pages + forgotten.pages }
  await savePosition(tx, batchId, sum)
  return sum
}

/** Gives visits that others saw to the first of those; 0 among the sightings is live recording, which is null in a visit. */
async function handOver(tx: Tx, batchId: number, ids: readonly number[]): Promise<ReadonlySet<number>> {
  // An update that changes nothing locks the rows: another revert waits with taking them away. A sighting that an import
  // adds after this is locked by nobody, so the visit goes to one of these.
  const seenByOthers = await tx
    .updateTable('visit_sighting')
    .set((eb) => ({ batchId: eb.ref('batchId') }))
    .where('visitId', 'in', ids)
    .where('batchId', '<>', batchId)
    .returning(['visitId', 'batchId'])
    .execute()
  const firstOthers = new Map<number, number>()
  for (const { visitId, batchId: other } of seenByOthers)
    firstOthers.set(visitId, Math.min(other, firstOthers.get(visitId) ?? other))
  const shared = [...firstOthers.keys()]
  if (shared.length === 0) return new Set()
  for (const [other, visitIds] of Map.groupBy(shared, (visitId) => firstOthers.get(visitId) ?? 0)) {
    await tx
      .updateTable('visit')
      .set((eb) => ({
        batchId: other === 0 ? null : other,
        sourceVisitId: eb
          .selectFrom('visit_sighting as s')
          .select('s.sourceVisitId')
          .whereRef('s.visitId', '=', 'visit.id')
          .where('s.batchId', '=', other),
        // It counted in the ids of the batch that goes.
        sourceReferrerId: null,
        sourceReferrerAt: null,
      }))
      .where('id', 'in', visitIds)
      .execute()
  }
  await tx
    .deleteFrom('visit_sighting')
    .where('visitId', 'in', shared)
    .where((eb) =>
      eb(
        'batchId',
        '=',
        sql<number>`coalesce((select v."batchId" from "visit" v where v."id" = "visit_sighting"."visitId"), 0)`,
      ),
    )
    .execute()
  return new Set(shared)
}

/** What the batch saw of visits that others had brought. */
async function removeSightings(tx: Tx, batchId: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('visit_sighting')
    .where('batchId', '=', batchId)
    .where('visitId', 'in', (eb) =>
      eb
        .selectFrom('visit_sighting as some')
        .select('some.visitId')
        .where('some.batchId', '=', batchId)
        .limit(sightingsPerTransaction),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
