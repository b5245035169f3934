import { type Database, type Tx, lockRows, skipLocked, statement } from '@hydraflow/db'
import { HydraFlowError, type JobError, type JobStatus } from '../contract/index.ts'
import type { Clock } from '../kernel/deps.ts'
import { jsonFrom } from '../kernel/json.ts'
import type { Micros } from '../kernel/time.ts'
import { backoff } from './backoff.ts'
import type { JobRow } from './job-row.ts'
import { writeJobLog } from './job-log.ts'
import { nextRevisions } from './revision.ts'

/** A worker that says nothing for so long counts as dead. In microseconds. */
export const leaseMicros = 30_000_000

/** What a worker holds while it runs a job; every write for the job is refused unless both still fit. */
export interface Lease {
  readonly jobId: string
  readonly workerId: string
  /** The number of the attempt: the fencing token. */
  readonly attempt: number
}

interface Claim {
  id: string
  workerId: string
  now: number
  leaseUntil: number
  revision: number
}

const claimRow = statement<Claim>()((db, slots) =>
  db
    .updateTable('job')
    .set((eb) => ({
      status: 'running',
      attempts: eb('attempts', '+', 1),
      workerId: slots.workerId,
      leaseUntil: slots.leaseUntil,
      startedAt: eb.fn.coalesce('startedAt', eb.cast<number>(eb.val(slots.now), 'bigint')),
      errorReason: null,
      errorMessage: null,
      revision: slots.revision,
    }))
    .where('id', '=', slots.id)
    .where('status', '=', 'queued')
    .returningAll(),
)

const selectDue = statement<{ now: number; limit: number }>()((db, slots) =>
  db
    .selectFrom('job')
    .select('id')
    .where('status', '=', 'queued')
    .where('runAt', '<=', slots.now)
    .orderBy('priority', 'desc')
    .orderBy('runAt')
    .orderBy('id')
    .limit(slots.limit),
)

/** Takes up to `limit` jobs that are due, the most urgent first. Nobody else gets them while the lease holds. */
export async function claimJobs(
  tx: Tx,
  database: Database,
  workerId: string,
  now: Micros,
  limit: number,
): Promise<JobRow[]> {
  const due = skipLocked(database.engine)
    ? await tx
        .selectFrom('job')
        .select('id')
        .where('status', '=', 'queued')
        .where('runAt', '<=', now)
        .orderBy('priority', 'desc')
        .orderBy('runAt')
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute()
    : (await selectDue(tx, { now, limit })).rows
  const claimed: JobRow[] = []
  for (const { id } of due) {
    const row = await claimJob(tx, { id, workerId, now })
    if (row) claimed.push(row)
  }
  return claimed
}

/** Takes a job that waits; undefined if it does not. */
export async function claimJob(
  tx: Tx,
  { id, workerId, now }: { readonly id: string; readonly workerId: string; readonly now: Micros },
): Promise<JobRow | undefined> {
  const revision = await nextRevisions(tx, 1)
  const { rows } = await claimRow(tx, { id, workerId, now, leaseUntil: now + leaseMicros, revision })
  const [row] = rows
  if (row)
    await writeJobLog(tx, { jobId: id, at: now, event: 'job.started', message: `Started, attempt ${row.attempts}` })
  return row
}

const touchLease = statement<Lease & { leaseUntil: number }>()((db, slots) =>
  db
    .updateTable('job')
    .set({ leaseUntil: slots.leaseUntil })
    .where('id', '=', slots.jobId)
    .where('workerId', '=', slots.workerId)
    .where('attempts', '=', slots.attempt)
    .where('status', '=', 'running'),
)

/** Renews the lease, and locks the job until the transaction ends; throws `LEASE_LOST` when someone else has it. */
export async function holdLease(tx: Tx, lease: Lease, now: Micros): Promise<void> {
  const { changed } = await touchLease(tx, { ...lease, leaseUntil: now + leaseMicros })
  if (changed === 0) throw new HydraFlowError('LEASE_LOST', undefined, { jobId: lease.jobId })
}

interface Ending extends Lease {
  status: string
  result: string | null
  errorReason: string | null
  errorMessage: string | null
  runAt: number
  completedAt: number | null
  attempts: number
  revision: number
}

const endRun = statement<Ending>()((db, slots) =>
  db
    .updateTable('job')
    .set((eb) => ({
      status: slots.status,
      result: slots.result,
      errorReason: slots.errorReason,
      errorMessage: slots.errorMessage,
      runAt: eb.fn.coalesce(eb.cast<number>(eb.val(slots.runAt), 'bigint'), 'runAt'),
      completedAt: slots.completedAt,
      attempts: slots.attempts,
      workerId: null,
      leaseUntil: null,
      revision: slots.revision,
    }))
    .where('id', '=', slots.jobId)
    .where('workerId', '=', slots.workerId)
    .where('attempts', '=', slots.attempt)
    .where('status', '=', 'running'),
)

/** How a run ended. `retry` waits and runs again while attempts are left; `released` was not the job's fault and is not counted. */
export type Outcome =
  | { readonly status: 'succeeded'; readonly result: unknown }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly error: JobError; readonly retry: boolean; readonly thrown?: unknown }
  | { readonly status: 'released' }

interface Next {
  readonly status: JobStatus
  readonly event: string
  readonly message: string
  readonly level?: 'warning' | 'error'
  readonly result?: unknown
  readonly error?: JobError
  readonly runAt?: Micros
  readonly attempts?: number
}

/** Where a job goes from `running`. */
export function nextState(
  outcome: Outcome,
  { attempts, maxAttempts }: Pick<JobRow, 'attempts' | 'maxAttempts'>,
  now: Micros,
): Next {
  if (outcome.status === 'succeeded') {
    return { status: 'succeeded', event: 'job.succeeded', message: 'Done', result: outcome.result }
  }
  if (outcome.status === 'cancelled') return { status: 'cancelled', event: 'job.cancelled', message: 'Cancelled' }
  if (outcome.status === 'released') {
    const message = 'The worker stopped; the job goes on later'
    return { status: 'queued', event: 'job.released', message, runAt: now, attempts: attempts - 1 }
  }
  const { error, retry } = outcome
  if (!retry || attempts >= maxAttempts) {
    return { status: 'failed', event: 'job.failed', message: error.message, level: 'error', error }
  }
  const runAt = now + backoff(attempts)
  return { status: 'queued', event: 'job.retry_scheduled', message: error.message, level: 'warning', error, runAt }
}

/** Ends runs. A run whose lease was lost counts for nothing: whoever has the job now will end it. */
export async function endRuns(
  tx: Tx,
  clock: Clock,
  ended: readonly { lease: Lease; maxAttempts: number; outcome: Outcome }[],
): Promise<void> {
  const now = clock.now()
  // Everybody locks jobs before the counter of revisions, which all wait for.
  await lockRows(
    tx,
    'job',
    ended.map(({ lease }) => lease.jobId),
  )
  let revision = await nextRevisions(tx, ended.length)
  for (const { lease, maxAttempts, outcome } of ended) {
    const next = nextState(outcome, { attempts: lease.attempt, maxAttempts }, now)
    const finished = next.status !== 'queued'
    const { changed } = await endRun(tx, {
      ...lease,
      status: next.status,
      result: next.result === undefined || next.result === null ? null : jsonFrom(next.result),
      errorReason: next.error?.reason ?? null,
      errorMessage: next.error?.message ?? null,
      runAt: next.runAt ?? (null as never),
      completedAt: finished ? now : null,
      attempts: next.attempts ?? lease.attempt,
      revision: revision++,
    })
    if (changed === 0) continue
    const { event, message, level } = next
    await writeJobLog(tx, { jobId: lease.jobId, at: now, event, message, ...(level && { level }) })
  }
}
