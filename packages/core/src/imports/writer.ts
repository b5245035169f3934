import { type Tx, statement } from '@hydraflow/db'
import type { HistoryFormat, Skipped } from '../contract/index.ts'
import { jsonFrom } from '../kernel/json.ts'
import type { Micros } from '../kernel/time.ts'
import { type BatchRow, findBatchOfJob } from './reader.ts'

interface NewBatch {
  readonly jobId: string
  readonly format: HistoryFormat
  readonly browser: string | null
  readonly fileName: string
  readonly createdAt: Micros
}

/** The batch of a job, which is made when the job first comes to it. */
export async function ensureBatch(tx: Tx, batch: NewBatch): Promise<BatchRow> {
  const known = await findBatchOfJob(tx, batch.jobId)
  if (known) return known
  return await tx
    .insertInto('import_batch')
    .values({ ...batch, status: 'running', read: 0, inserted: 0, unchanged: 0, skipped: '{}', pagesInserted: 0 })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** How far an import has come; the whole state of one that has to go on after a crash. */
export interface BatchState {
  /** JSON of the reader of the source. */
  readonly position: string | null
  readonly read: number
  readonly inserted: number
  readonly unchanged: number
  readonly skipped: Skipped
  readonly pagesInserted: number
  readonly earliestVisitAt: Micros | null
  readonly latestVisitAt: Micros | null
}

const updateState = statement<Omit<BatchState, 'skipped'> & { id: number; skipped: string }>()((db, slots) =>
  db
    .updateTable('import_batch')
    .set({
      position: slots.position,
      read: slots.read,
      inserted: slots.inserted,
      unchanged: slots.unchanged,
      skipped: slots.skipped,
      pagesInserted: slots.pagesInserted,
      earliestVisitAt: slots.earliestVisitAt,
      latestVisitAt: slots.latestVisitAt,
    })
    .where('id', '=', slots.id),
)

export async function saveBatchState(tx: Tx, id: number, state: BatchState): Promise<void> {
  await updateState(tx, { ...state, id, skipped: jsonFrom(state.skipped) })
}

export async function completeBatch(tx: Tx, id: number, completedAt: Micros): Promise<void> {
  await tx
    .updateTable('import_batch')
    .set({ status: 'complete', completedAt, position: null })
    .where('id', '=', id)
    .execute()
}

/** From here on `position` counts what the revert has removed. */
export async function beginReverting(tx: Tx, id: number): Promise<void> {
  await tx
    .updateTable('import_batch')
    .set({ status: 'reverting', position: null })
    .where('id', '=', id)
    .where('status', '<>', 'reverting')
    .execute()
}

export async function completeReverting(tx: Tx, id: number, revertedAt: Micros): Promise<void> {
  await tx.updateTable('import_batch').set({ status: 'reverted', revertedAt }).where('id', '=', id).execute()
}

export async function savePosition(tx: Tx, id: number, position: unknown): Promise<void> {
  await tx
    .updateTable('import_batch')
    .set({ position: jsonFrom(position) })
    .where('id', '=', id)
    .execute()
}

export async function deleteBatch(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('import_batch').where('id', '=', id).execute()
}
