import { setImmediate as nextTurn } from 'node:timers/promises'
import { statement } from '@hydraflow/db'
import { HydraFlowError, type JobType, jobPayloads } from '../contract/index.ts'
import { parse } from '../kernel/errors.ts'
import { watchChanges } from '../kernel/next-change.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { type Lease, type Outcome, claimJobs, endRuns, leaseMicros } from '../jobs/lease.ts'
import { outcomeOfError, reapJobs } from '../jobs/reap-jobs.ts'
import type { Handler, HandlerDeps, Handlers } from './handler.ts'
import { OngoingRun } from './ongoing-run.ts'
import { type Order, type Orders, claimOrders, settleOrder } from './orders.ts'
import { isDeadWorker } from './worker-id.ts'

export interface WorkerOptions {
  readonly deps: HandlerDeps
  readonly handlers: Partial<Handlers>
  readonly workerId: string
  /** How many jobs of the queue run side by side. */
  readonly concurrency: number
  readonly orders: Orders
  /** Stops the worker: nothing more is claimed, what runs is given back to the queue. */
  readonly signal: AbortSignal
}

/** Short enough that a cancel is honoured within a second even when its wake-up got lost. */
const longestIdleMs = 500
const reapEveryMs = 5_000

interface Ended {
  readonly lease: Lease
  readonly maxAttempts: number
  readonly outcome: Outcome
  readonly order: Order | undefined
}

/**
 * Runs jobs until the signal aborts. One turn of the loop is one transaction: it writes the outcome of the runs that
 * ended and claims as many jobs as there is room for, after those that this worker was asked to run at once. Between turns
 * it waits for a run to end, for an order, for a change of the database (a job was enqueued, a cancel was asked for) or for
 * half a second to pass.
 *
 * Beside the loop, each run renews its lease; a run whose lease was lost, whose job was cancelled or whose worker stops
 * is told so through its signal, and how it ends after that is decided by which of the three it was.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { deps, handlers, workerId, concurrency, orders, signal } = options
  const { database, clock } = deps
  const active = new Map<string, OngoingRun>()
  let ended: Ended[] = []
  const idle = new AbortController()
  const changes = watchChanges(database, idle.signal)
  let wake: (() => void) | undefined
  let nextReap = 0

  const start = (row: JobRow, order?: Order) => {
    const run = new OngoingRun(deps, row, workerId)
    active.set(row.id, run)
    void finish(handlers[row.type as JobType], deps, run, row).then((end) => {
      active.delete(row.id)
      // Whoever ordered it hears that it is not done, so it must not be done later.
      const outcome = order && end?.status === 'released' ? ({ status: 'cancelled' } as const) : end
      const isWritten = run.succeeded && outcome?.status === 'succeeded'
      if (outcome && !isWritten) ended.push({ lease: run.lease, maxAttempts: row.maxAttempts, outcome, order })
      else if (order) settleOrder(order, row.id, outcome)
      wake?.()
    })
  }
  const stop = () => {
    for (const run of active.values()) run.abort('stopped')
    wake?.()
  }
  signal.addEventListener('abort', stop, { once: true })
  orders.onOrder(() => wake?.())

  while (!signal.aborted || active.size > 0 || ended.length > 0) {
    if (!signal.aborted && Date.now() >= nextReap) {
      await reapJobs({ database, clock }, isDeadWorker)
      nextReap = Date.now() + reapEveryMs
    }
    // Somebody waits for these, so they do not wait for room.
    const ordered = signal.aborted ? [] : await claimOrders(deps, workerId, orders.takeAll())
    for (const { row, order } of ordered) start(row, order)
    const outcomes = ended
    ended = []
    const room = signal.aborted ? 0 : Math.max(0, concurrency - active.size)
    const claimed = await turn(deps, workerId, outcomes, room)
    for (const { order, lease, outcome } of outcomes) if (order) settleOrder(order, lease.jobId, outcome)
    for (const row of claimed) start(row)
    if (outcomes.length > 0 || claimed.length > 0 || ordered.length > 0) database.announce()
    await nextTurn()
    if (ended.length > 0) continue
    if ((orders.waiting && !signal.aborted) || (room > 0 && claimed.length === room)) continue
    await Promise.race([changes.next(longestIdleMs), new Promise<void>((resolve) => (wake = resolve))])
    if (active.size > 0) await abortCancelled(deps, active)
  }
  orders.close()
  idle.abort()
  changes.close()
  signal.removeEventListener('abort', stop)
}

async function turn(
  { database, clock }: HandlerDeps,
  workerId: string,
  outcomes: readonly Ended[],
  room: number,
): Promise<JobRow[]> {
  if (outcomes.length === 0 && (room === 0 || !(await hasDueJob({ database, clock })))) return []
  return await database.transact(async (tx) => {
    if (outcomes.length > 0) await endRuns(tx, clock, outcomes)
    return room > 0 ? await claimJobs(tx, database, workerId, clock.now(), room) : []
  })
}

const selectAnyDue = statement<{ now: number }>()((db, slots) =>
  db.selectFrom('job').select('id').where('status', '=', 'queued').where('runAt', '<=', slots.now).limit(1),
)

/** A look before the claim: an idle worker takes no write lock. */
async function hasDueJob({ database, clock }: Pick<HandlerDeps, 'database' | 'clock'>): Promise<boolean> {
  const { rows } = await selectAnyDue(database.look, { now: clock.now() })
  return rows.length > 0
}

async function abortCancelled({ database }: HandlerDeps, active: ReadonlyMap<string, OngoingRun>) {
  const rows = await database.look
    .selectFrom('job')
    .select('id')
    .where('id', 'in', [...active.keys()])
    .where('cancelRequestedAt', 'is not', null)
    .execute()
  for (const { id } of rows) active.get(id)?.abort('cancelled')
}

/** Runs one job to its end; undefined when the lease was lost and the end is someone else's to write. */
async function finish(
  handler: Handler<JobType> | undefined,
  deps: HandlerDeps,
  run: OngoingRun,
  row: JobRow,
): Promise<Outcome | undefined> {
  run.keepLease(leaseMicros / 3_000)
  try {
    if (!handler) throw new Error(`This worker has no handler for ${row.type}.`)
    run.payload = parse(jobPayloads[row.type as JobType], JSON.parse(row.payload))
    if (row.cancelRequestedAt !== null) run.abort('cancelled')
    return await attempt(handler, deps, run)
  } catch (error) {
    const outcome = outcomeOfError(error)
    return handler?.failsForGood ? { ...outcome, retry: false } : outcome
  } finally {
    await run.close()
  }
}

async function attempt(handler: Handler<JobType>, deps: HandlerDeps, run: OngoingRun): Promise<Outcome | undefined> {
  try {
    run.signal.throwIfAborted()
    return { status: 'succeeded', result: await handler.run(deps, run) }
  } catch (error) {
    if (error instanceof HydraFlowError && error.reason === 'LEASE_LOST') return undefined
    if (run.aborted === 'lease_lost') return undefined
    if (run.aborted === 'stopped') return { status: 'released' }
    if (run.aborted !== 'cancelled') throw error
    await handler.undo?.(deps, run)
    return { status: 'cancelled' }
  }
}
