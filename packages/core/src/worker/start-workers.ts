import { Worker } from 'node:worker_threads'
import { HydraFlowError } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { reapJobs } from '../jobs/reap-jobs.ts'
import { sibling } from '../kernel/sibling.ts'
import { endLostChecks } from '../repos/checks/end-lost-checks.ts'
import { recordLostJobs } from '../repos/record-lost-jobs.ts'
import { recoverChanges } from '../repos/recover-changes.ts'
import { type Answer, type Ask, type QuestionName, answer } from './questions.ts'
import { Questions } from './pending-questions.ts'
import { newWorkerId, ownIncarnation } from './worker-id.ts'

/** What a thread is started with. */
export interface ThreadData {
  readonly location: string
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
  readonly workerId: string
  /** Of the process. */
  readonly incarnation: string
  readonly concurrency: number
  readonly handlersModule: string
}

export interface WorkersOptions {
  readonly deps: Deps
  /** Where the database is: the path of a SQLite file or a PostgreSQL URL. */
  readonly location: string
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
  readonly count: number
  /** A module that exports `handlers`; the built-in ones when left out. */
  readonly handlersModule?: string | undefined
}

export interface Workers {
  /** Lets a thread answer a question; without threads it is answered here, unless it is a job to run. */
  readonly ask: Ask
  /** Lets the threads give their jobs back to the queue and ends them. */
  stop(): Promise<void>
}

/** Jobs wait for files and networks; one that computes lets the others in between its steps. */
const jobsPerThread = 16
/** Handlers make much that is soon forgotten: collected often, it takes little room. */
const youngGenerationMb = 32
const restartAfterMs = 1_000
/** A handler that does not look at its signal is left behind after so long; the next start finds its job. */
const stopWithinMs = 5_000

/** Starts threads that run jobs. A thread that dies gives up its jobs at once and is replaced. */
export function startWorkers(options: WorkersOptions): Workers {
  const { deps, location, dataDir, environment, count, handlersModule } = options
  const questions = new Questions()
  const threads = new Map<string, Worker>()
  let stopping = false

  const start = () => {
    const workerId = newWorkerId(deps.newId)
    const data: ThreadData = {
      location,
      dataDir,
      environment,
      workerId,
      incarnation: ownIncarnation(),
      concurrency: jobsPerThread,
      handlersModule: handlersModule ?? sibling(import.meta.url, './handlers').href,
    }
    const thread = new Worker(sibling(import.meta.url, './worker-thread'), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    })
    threads.set(workerId, thread)
    // The exit that follows an error is what counts; its jobs are taken back there.
    thread.on('error', () => {})
    thread.on('message', (given: Answer) => questions.settle(given))
    thread.on('exit', () => {
      threads.delete(workerId)
      questions.lose(workerId)
      if (stopping) return
      void takeBack(deps, workerId).catch(() => {})
      setTimeout(() => !stopping && start(), restartAfterMs).unref()
    })
    // An embedding program that has nothing else to do may end; a job in the middle goes on at the next start.
    thread.unref()
  }
  for (let started = 0; started < count; started++) start()

  const runJob = () => Promise.reject(new HydraFlowError('WORKER_LOST'))
  const ask = async (name: QuestionName, input: unknown): Promise<unknown> => {
    const [first] = threads
    if (!first) return await answer({ ...deps, dataDir, environment, runJob }, { name, input })
    const [workerId, thread] = first
    return await questions.ask(workerId, thread, { name, input })
  }

  return {
    // What a thread answers crosses as it is.
    ask: ask as Ask,
    async stop() {
      stopping = true
      questions.stopping = true
      await Promise.all([...threads.values()].map(stopThread))
    },
  }
}

/** Makes whole what a thread that died was writing, ends what it was running, and gives its jobs back. */
async function takeBack(deps: Deps, workerId: string): Promise<void> {
  const isIts = (id: string) => id === workerId
  // As long as its jobs count as running, no other thread begins with the same.
  await recoverChanges(deps, isIts)
  await endLostChecks(deps.database, isIts)
  await reapJobs(deps, isIts)
  await recordLostJobs(deps)
}

async function stopThread(thread: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  thread.ref()
  thread.postMessage('stop')
  const timer = setTimeout(() => void thread.terminate(), stopWithinMs)
  await ended
  clearTimeout(timer)
}
