import type { Database, Tx } from '@hydraflow/db'
import { HydraFlowError, reasons } from '../contract/index.ts'
import type { Clock } from '../kernel/deps.ts'
import { inOurWords } from '../kernel/errors.ts'
import type { JobRow } from './job-row.ts'
import { endRuns } from './lease.ts'

/**
 * Takes back jobs whose worker is dead: those whose lease ran out, and those of workers that `isDead` knows to be gone,
 * so that a restart need not wait for the lease. Returns how many.
 */
export async function reapJobs(
  { database, clock }: { database: Database; clock: Clock },
  isDead: (workerId: string) => boolean = () => false,
): Promise<number> {
  const lost = await lostJobs(database, clock, isDead)
  if (lost.length === 0) return 0
  await database.transact((tx) => endLost(tx, clock, lost))
  database.announce()
  return lost.length
}

async function lostJobs({ look }: Database, clock: Clock, isDead: (workerId: string) => boolean): Promise<JobRow[]> {
  const running = await look.selectFrom('job').selectAll().where('status', '=', 'running').execute()
  const now = clock.now()
  return running.filter(({ leaseUntil, workerId }) => (leaseUntil ?? 0) < now || isDead(workerId ?? ''))
}

/** A job that was to be cancelled goes through the queue as well: its handler still has to take back what it left. */
async function endLost(tx: Tx, clock: Clock, lost: readonly JobRow[]) {
  const error = { reason: 'WORKER_LOST', message: reasons.WORKER_LOST.sentence }
  await endRuns(
    tx,
    clock,
    lost.map(({ id, workerId, attempts, maxAttempts }) => ({
      lease: { jobId: id, workerId: workerId ?? '', attempt: attempts },
      maxAttempts,
      outcome: { status: 'failed', error, retry: true },
    })),
  )
}

/** What a job keeps of an error, and whether trying again can help. */
export function outcomeOfError(thrown: unknown): {
  status: 'failed'
  error: { reason: string; message: string }
  retry: boolean
  thrown: unknown
} {
  const error = inOurWords(thrown)
  if (error instanceof HydraFlowError) {
    const retry = ['busy', 'unavailable', 'internal'].includes(error.kind)
    return { status: 'failed', error: { reason: error.reason, message: error.message }, retry, thrown: error }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { status: 'failed', error: { reason: 'INTERNAL', message }, retry: true, thrown: error }
}
