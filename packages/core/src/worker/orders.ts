import { HydraFlowError, isHydraFlowError } from '../contract/index.ts'
import { type NewJob, enqueueJob } from '../jobs/enqueue-job.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { type Outcome, claimJob } from '../jobs/lease.ts'
import type { HandlerDeps } from './handler.ts'

/** How far a job came that was ordered. */
export interface Ran {
  readonly jobId: string
  /** False when somebody else has the job, whose idempotency key was known: its end must be watched for. */
  readonly ended: boolean
}

/** A job that somebody waits for, and how to tell them. */
export interface Order {
  readonly job: NewJob
  resolve(ran: Ran): void
  reject(error: unknown): void
}

/** Jobs that a worker is asked to run at once: it enqueues each and has it in one transaction, with no way through the queue. */
export class Orders {
  readonly #waiting: Order[] = []
  #wake = (): void => {}
  #closed = false

  get waiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Resolves when the job has succeeded; rejects with what ended it otherwise, its id among the details. */
  run(job: NewJob): Promise<Ran> {
    if (this.#closed) return Promise.reject(new HydraFlowError('CANCELLED'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject })
      this.#wake()
    })
  }

  onOrder(wake: () => void): void {
    this.#wake = wake
  }

  /** Refuses what waits and whatever still comes. */
  close(): void {
    this.#closed = true
    for (const order of this.#waiting.splice(0)) order.reject(new HydraFlowError('CANCELLED'))
  }

  takeAll(): Order[] {
    return this.#waiting.splice(0)
  }
}

/** Enqueues the jobs of some orders and takes those that are new. Whoever ordered hears of a failure. */
export async function claimOrders(
  deps: HandlerDeps,
  workerId: string,
  orders: readonly Order[],
): Promise<{ row: JobRow; order: Order }[]> {
  if (orders.length === 0) return []
  try {
    const answers = await deps.database.transact(async (tx) => {
      const claimed: { order: Order; jobId: string; row: JobRow | undefined }[] = []
      for (const order of orders) {
        const jobId = await enqueueJob(tx, deps, order.job)
        claimed.push({ order, jobId, row: await claimJob(tx, { id: jobId, workerId, now: deps.clock.now() }) })
      }
      return claimed
    })
    return answers.flatMap(({ order, jobId, row }) => {
      if (row) return [{ row, order }]
      order.resolve({ jobId, ended: false })
      return []
    })
  } catch (error) {
    for (const order of orders) order.reject(error)
    return []
  }
}

/** Tells whoever ordered a job how it ended; undefined is a run whose end is somebody else's to write. */
export function settleOrder(order: Order, jobId: string, outcome: Outcome | undefined): void {
  if (outcome?.status === 'succeeded') return order.resolve({ jobId, ended: true })
  if (outcome?.status !== 'failed')
    return order.reject(new HydraFlowError(outcome ? 'CANCELLED' : 'WORKER_LOST', undefined, { jobId }))
  const { thrown } = outcome
  if (!isHydraFlowError(thrown))
    return order.reject(new HydraFlowError('INTERNAL', undefined, { jobId }, { cause: thrown }))
  order.reject(new HydraFlowError(thrown.reason, thrown.message, { ...thrown.details, jobId }, { cause: thrown }))
}
