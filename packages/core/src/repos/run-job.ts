import { type ErrorReason, HydraFlowError, type Job, reasons } from '../contract/index.ts'
import { type NewJob, enqueueJob } from '../jobs/enqueue-job.ts'
import { watchJobs } from '../jobs/watch-jobs.ts'
import type { Deps } from '../kernel/deps.ts'
import type { Ran } from '../worker/orders.ts'
import { type NamedInput, keepInput } from './patch-inputs.ts'

export interface JobAnswers {
  /** Runs a job at once in a worker thread, and waits for its end; null where there is no such thread. */
  readonly runJob: ((job: NewJob, patch?: NamedInput) => Promise<Ran>) | null
}

export interface RunDeps extends Deps {
  readonly dataDir: string
  readonly answers: JobAnswers
}

/** Somebody waits for these; imports and crawls do not mind. */
const priority = 10
/** A change that died is not written again by itself: its process is gone, and with it whoever would read the answer. */
export const once = 1

/** Puts a job into the queue; returns its id. */
export async function enqueue(deps: RunDeps, job: NewJob): Promise<string> {
  const jobId = await deps.database.transact((tx) => enqueueJob(tx, deps, { maxAttempts: once, ...job, priority }))
  deps.database.announce()
  return jobId
}

/** Runs a job without letting it wait in the queue, where that can be. Throws what ended it if it did not succeed. */
export async function runNow(
  deps: RunDeps,
  job: NewJob,
  signal: AbortSignal | undefined,
  patch?: NamedInput,
): Promise<void> {
  const { runJob } = deps.answers
  if (runJob === null) return await runQueued(deps, job, signal, patch)
  const ran = runJob({ maxAttempts: once, ...job, priority }, patch)
  // Nobody reads the file unless the job is run again, and that says so if it is not there.
  const kept = patch && keepInput(deps.dataDir, patch).catch(() => {})
  try {
    const { jobId, ended } = await unlessAborted(ran, signal)
    if (!ended) await succeeded(deps, jobId, signal)
  } finally {
    await kept
  }
}

/** Lets a job wait for its turn in any thread, and waits for its end. */
export async function runQueued(
  deps: RunDeps,
  job: NewJob,
  signal: AbortSignal | undefined,
  patch?: NamedInput,
): Promise<void> {
  if (patch) await keepInput(deps.dataDir, patch)
  await succeeded(deps, await enqueue(deps, job), signal)
}

/** Whoever gave up need not wait; the job goes on. */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await answer
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(new HydraFlowError('CANCELLED'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([answer, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Waits until a job has succeeded; throws what ended it otherwise, details and all. */
async function succeeded({ database }: Deps, jobId: string, signal: AbortSignal | undefined): Promise<void> {
  let last: Job | undefined
  for await (const job of watchJobs(database, { id: jobId }, signal)) last = job
  if (last?.status === 'succeeded') return
  if (last?.status !== 'failed' || !last.error) throw new HydraFlowError('CANCELLED', undefined, { jobId })
  const { reason, message } = last.error
  if (!isReason(reason)) throw new HydraFlowError('INTERNAL', undefined, { jobId })
  throw new HydraFlowError(reason, message, { ...(await detailsOf(database, jobId)), jobId })
}

const isReason = (reason: string): reason is ErrorReason => Object.hasOwn(reasons, reason)

async function detailsOf({ look }: Deps['database'], jobId: string): Promise<Record<string, unknown>> {
  const rows = await look
    .selectFrom('job_log')
    .select('data')
    .where('jobId', '=', jobId)
    .where('level', '=', 'error')
    .where('event', '=', 'log')
    .orderBy('id', 'desc')
    .limit(1)
    .execute()
  const data: { details?: Record<string, unknown> } | null = JSON.parse(rows[0]?.data ?? 'null')
  return data?.details ?? {}
}
