import { HydraFlowError, type Job, type JobType } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { enqueueJob } from './enqueue-job.ts'
import { getJob, getJobRow } from './reader.ts'

/** Runs a failed or cancelled job again, as a new job that names the old one as its parent. */
export async function retryJob(deps: Deps, id: string): Promise<Job> {
  const job = await deps.database.transact(async (tx) => {
    const old = await getJobRow(tx, id)
    if (old.status !== 'failed' && old.status !== 'cancelled')
      throw new HydraFlowError('JOB_NOT_RETRYABLE', undefined, { id })
    const { title, maxAttempts, priority, threadId, taskId, repoId } = old
    const again = { title, maxAttempts, priority, threadId, taskId, repoId, parentId: id }
    const newId = await enqueueJob(tx, deps, { ...again, type: old.type as JobType, payload: JSON.parse(old.payload) })
    return await getJob(tx, newId)
  })
  deps.database.announce()
  return job
}
