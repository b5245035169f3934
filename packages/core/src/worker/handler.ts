import type { Tx } from '@hydraflow/db'
import type { JobPayloads, JobType } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'

/** What a handler is given beside its job. */
export interface HandlerDeps extends Deps {
  /** The directory of the workspace, for files a job needs. */
  readonly dataDir: string
  /** The few variables that programs which a job starts are given. */
  readonly environment: Readonly<Record<string, string>>
}

/** How far a job is, in the words of its handler. */
export interface ProgressReport {
  readonly phase: string
  readonly stepsCompleted: number
  readonly stepsTotal: number | null
  readonly message?: string
}

/** Why a run was told to end. */
export type Abort = 'cancelled' | 'lease_lost' | 'stopped'

/** One run of a job: what to do, and the only ways to tell the ledger about it. */
export interface JobRun<T extends JobType = JobType> {
  readonly jobId: string
  readonly payload: JobPayloads[T]
  /** Counts from 1; above 1 an earlier run failed or died. */
  readonly attempt: number
  /**
   * Aborted when the job is cancelled, the lease is lost or the worker stops: its reason is `CANCELLED`, `LEASE_LOST` or
   * `SHUTTING_DOWN`. Call `signal.throwIfAborted()` between steps.
   */
  readonly signal: AbortSignal
  /** Why it is aborted; null while it may go on. Only what was cancelled is not gone on with by somebody else. */
  readonly aborted: Abort | null
  /** Shown soon; reports that follow each other closely become one. */
  report(progress: ProgressReport, stats?: Readonly<Record<string, number>>): void
  log(level: 'info' | 'warning' | 'error', message: string, data?: unknown): Promise<void>
  /** One transaction that commits only while this worker still holds the job; every write of a handler goes through it. */
  transact<R>(act: (tx: Tx) => Promise<R>): Promise<R>
  /** Ends the job with its result in the transaction of what it did last; `run` returns the same once that is committed. */
  succeed(tx: Tx, result: unknown): Promise<void>
}

/**
 * Does the work of one type of job and returns its result. It may be run again after a crash, so it goes on where the
 * last committed transaction left it.
 */
export interface Handler<T extends JobType> {
  /** Run again only when its worker died: an error it ends with is the end of the job. */
  readonly failsForGood?: boolean
  run(deps: HandlerDeps, run: JobRun<T>): Promise<unknown>
  /** Takes back what a cancelled job has left, before the job counts as cancelled. */
  undo?(deps: HandlerDeps, run: JobRun<T>): Promise<void>
}

/** One handler for every type: a forgotten one does not compile. */
export type Handlers = { readonly [T in JobType]: Handler<T> }
