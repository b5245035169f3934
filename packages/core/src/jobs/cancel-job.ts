import { lockRows } from '@hydraflow/db'
import { HydraFlowError, type Job, finishedJobStatuses } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { writeJobLog } from './job-log.ts'
import { getJob, getJobRow } from './reader.ts'
import { nextRevisions } from './revision.ts'

/** Cancels a job that waits at once; asks one that runs to stop, which it does within a second. */
export async function cancelJob({ database, clock }: Deps, id: string): Promise<Job> {
  const job = await database.transact(async (tx) => {
    // A worker may be about to claim or to end it: what is read now stays so until it is written.
    await lockRows(tx, 'job', [id])
    const { status, cancelRequestedAt, attempts } = await getJobRow(tx, id)
    if (finishedJobStatuses.some((finished) => finished === status))
      throw new HydraFlowError('JOB_FINISHED', undefined, { id })
    if (cancelRequestedAt !== null) return await getJob(tx, id)
    const now = clock.now()
    // One that has run before may have left something: its worker takes that back.
    const idle = status === 'queued' && attempts === 0
    await tx
      .updateTable('job')
      .set({
        cancelRequestedAt: now,
        revision: await nextRevisions(tx, 1),
        ...(idle && { status: 'cancelled', completedAt: now }),
        ...(status === 'queued' && { runAt: now }),
      })
      .where('id', '=', id)
      .execute()
    const [event, message] = idle ? ['job.cancelled', 'Cancelled'] : ['job.cancel_requested', 'Asked to stop']
    await writeJobLog(tx, { jobId: id, at: now, event, message })
    return await getJob(tx, id)
  })
  database.announce()
  return job
}
