import { type Tx, lockRows } from '@hydraflow/db'
import { HydraFlowError, type ImportRevertPayload, type Job, finishedJobStatuses } from '../contract/index.ts'
import { numericId } from '../history/reader.ts'
import { enqueueJob } from '../jobs/enqueue-job.ts'
import { findJobRow, getJob } from '../jobs/reader.ts'
import type { Deps } from '../kernel/deps.ts'
import { notFound } from '../kernel/errors.ts'
import { jsonFrom } from '../kernel/json.ts'
import { type BatchRow, findBatch } from './reader.ts'
import { beginReverting } from './writer.ts'

/** Starts taking an import back. While that runs, asking again gives the same job. */
export async function startRevert(deps: Deps, id: string): Promise<Job> {
  const { database } = deps
  const job = await database.transact(async (tx) => {
    const batch = await requireRevertible(tx, id)
    const payload: ImportRevertPayload = { batchId: String(batch.id) }
    const running = await tx
      .selectFrom('job')
      .select('id')
      .where('type', '=', 'import_revert')
      .where('status', 'in', ['queued', 'running'])
      .where('payload', '=', jsonFrom(payload))
      .executeTakeFirst()
    if (running) return await getJob(tx, running.id)
    await beginReverting(tx, batch.id)
    return await getJob(tx, await enqueueJob(tx, deps, { type: 'import_revert', payload, title: batch.fileName }))
  })
  database.announce()
  return job
}

async function requireRevertible(tx: Tx, id: string): Promise<BatchRow> {
  const number = numericId(id)
  // Of several who ask at once, the others wait here and find the job that the first one made.
  if (number !== null) await lockRows(tx, 'import_batch', [number])
  const batch = number === null ? undefined : await findBatch(tx, number)
  if (!batch) throw notFound('IMPORT_BATCH_NOT_FOUND', id)
  if (batch.status === 'reverted') throw new HydraFlowError('IMPORT_BATCH_REVERTED', undefined, { id })
  if (batch.status === 'running' && (await isImporting(tx, batch))) {
    throw new HydraFlowError('IMPORT_BATCH_ACTIVE', undefined, { id, jobId: batch.jobId })
  }
  return batch
}

/** An import whose job failed stays `running` for good: it can be taken back like any other. */
async function isImporting(tx: Tx, { jobId }: BatchRow): Promise<boolean> {
  const job = await findJobRow(tx, jobId)
  return job !== undefined && !finishedJobStatuses.some((status) => status === job.status)
}
