import type { Tx } from '@hydraflow/db'
import {
  type ErrorReason,
  HydraFlowError,
  type JobPayloads,
  type JobProgress,
  type JobType,
} from '../contract/index.ts'
import { jsonFrom } from '../kernel/json.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { writeJobLog } from '../jobs/job-log.ts'
import { type Lease, endRuns, holdLease } from '../jobs/lease.ts'
import { nextRevisions } from '../jobs/revision.ts'
import type { Abort, HandlerDeps, JobRun, ProgressReport } from './handler.ts'

const reasonOf: Record<Abort, ErrorReason> = {
  cancelled: 'CANCELLED',
  lease_lost: 'LEASE_LOST',
  stopped: 'SHUTTING_DOWN',
}

/** Progress is written this often at most. */
const reportEveryMs = 250

interface Report {
  readonly progress: ProgressReport
  readonly stats: Readonly<Record<string, number>> | undefined
}

/** A job while it runs: its lease, its signal, and the progress that is still to be written. */
export class OngoingRun implements JobRun {
  readonly jobId: string
  readonly attempt: number
  readonly lease: Lease
  payload!: JobPayloads[JobType]
  aborted: Abort | null = null
  /** True if the handler wrote that the job succeeded, in a transaction that is committed if `run` returns. */
  succeeded = false
  readonly #deps: HandlerDeps
  readonly #maxAttempts: number
  readonly #controller = new AbortController()
  readonly #pace = new Pace()
  #heartbeat: NodeJS.Timeout | undefined
  #waiting: Report | undefined
  #writer: NodeJS.Timeout | undefined
  #written: Promise<void> = Promise.resolve()

  constructor(deps: HandlerDeps, { id, attempts, maxAttempts }: JobRow, workerId: string) {
    this.#deps = deps
    this.#maxAttempts = maxAttempts
    this.jobId = id
    this.attempt = attempts
    this.lease = { jobId: id, workerId, attempt: attempts }
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  abort(why: Abort): void {
    if (this.aborted) return
    this.aborted = why
    this.#controller.abort(new HydraFlowError(reasonOf[why]))
  }

  /** Renews the lease from now on, also while the handler waits for something slow. */
  keepLease(everyMs: number): void {
    this.#heartbeat = setInterval(() => void this.#guard(() => this.transact(async () => {})), everyMs)
  }

  async transact<R>(act: (tx: Tx) => Promise<R>): Promise<R> {
    return await this.#deps.database.transact(async (tx) => {
      await holdLease(tx, this.lease, this.#deps.clock.now())
      return await act(tx)
    })
  }

  async succeed(tx: Tx, result: unknown): Promise<void> {
    const { lease } = this
    const outcome = { status: 'succeeded', result } as const
    await endRuns(tx, this.#deps.clock, [{ lease, maxAttempts: this.#maxAttempts, outcome }])
    this.succeeded = true
  }

  async log(level: 'info' | 'warning' | 'error', message: string, data?: unknown): Promise<void> {
    const entry = { jobId: this.jobId, at: this.#deps.clock.now(), event: 'log', level, message, data }
    await this.transact(async (tx) => {
      await writeJobLog(tx, entry)
      await this.#touch(tx)
    })
    this.#deps.database.announce()
  }

  report(progress: ProgressReport, stats?: Readonly<Record<string, number>>): void {
    this.#waiting = { progress, stats }
    this.#writer ??= setTimeout(() => {
      this.#written = this.#guard(() => this.#writeReport())
    }, reportEveryMs)
  }

  /** Writes what is waiting and ends the heartbeat. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat)
    clearTimeout(this.#writer)
    await this.#written
    if (this.#waiting) await this.#guard(() => this.#writeReport())
  }

  async #writeReport(): Promise<void> {
    this.#writer = undefined
    const report = this.#waiting
    this.#waiting = undefined
    if (!report) return
    const { progress, stats } = report
    const { phase, stepsCompleted, stepsTotal, message } = progress
    const etaSeconds = this.#pace.etaSeconds(progress, this.#deps.clock.now())
    const shown: JobProgress = { phase, stepsCompleted, stepsTotal, message: message ?? null, etaSeconds }
    await this.transact(async (tx) => {
      const revision = await nextRevisions(tx, 1)
      const changed = { progress: jsonFrom(shown), revision, ...(stats && { stats: jsonFrom(stats) }) }
      await tx.updateTable('job').set(changed).where('id', '=', this.jobId).execute()
    })
    this.#deps.database.announce()
  }

  async #touch(tx: Tx): Promise<void> {
    await tx
      .updateTable('job')
      .set({ revision: await nextRevisions(tx, 1) })
      .where('id', '=', this.jobId)
      .execute()
  }

  /** The ledger cannot be reached or the job is lost: the run ends, and the ledger already knows better. */
  async #guard(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch {
      this.abort('lease_lost')
    }
  }
}

/** Guesses how long a phase still takes from how it went so far. */
class Pace {
  #phase = ''
  #startedAt = 0
  #startedWith = 0

  etaSeconds({ phase, stepsCompleted, stepsTotal }: ProgressReport, now: number): number | null {
    if (phase !== this.#phase) {
      this.#phase = phase
      this.#startedAt = now
      this.#startedWith = stepsCompleted
      return null
    }
    const done = stepsCompleted - this.#startedWith
    if (stepsTotal === null || done <= 0) return null
    const microsPerStep = (now - this.#startedAt) / done
    return Math.round(((stepsTotal - stepsCompleted) * microsPerStep) / 100_000) / 10
  }
}
