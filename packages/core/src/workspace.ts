import { mkdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Database, DatabaseTooNewError, type EngineName, openDatabase } from '@hydraflow/db'
import { bookmarksRoom } from './bookmarks/room.ts'
import {
  type CallOptions,
  HydraFlowError,
  type Methods,
  type Procedure,
  type Upload,
  procedures,
} from './contract/index.ts'
import { type HistoryAnswers, historyRoom } from './history/room.ts'
import type { Machine } from './imports/find-profiles.ts'
import { type ImportAnswers, importsRoom } from './imports/room.ts'
import { addUpload } from './imports/uploads.ts'
import { enqueueJob } from './jobs/enqueue-job.ts'
import { reapJobs } from './jobs/reap-jobs.ts'
import { jobsRoom } from './jobs/room.ts'
import { type Clock, type Deps, type NewId, newUuid, systemClock } from './kernel/deps.ts'
import { inOurWords, parseOnce } from './kernel/errors.ts'
import type { Room } from './kernel/room.ts'
import { dayFromMicros, microsPerDay } from './kernel/time.ts'
import { memoriesRoom } from './memories/room.ts'
import { messagesRoom } from './messages/room.ts'
import { lastMeasured } from './overview/measure.ts'
import { overviewRoom } from './overview/room.ts'
import { pagesRoom } from './pages/room.ts'
import { recordLostJobs } from './repos/record-lost-jobs.ts'
import { recoverChanges } from './repos/recover-changes.ts'
import { type RepoAnswers, reposRoom } from './repos/room.ts'
import { checkEnvironment } from './repos/checks/check-environment.ts'
import { endLostChecks } from './repos/checks/end-lost-checks.ts'
import { searchRoom } from './search/room.ts'
import { tabsRoom } from './tabs/room.ts'
import { tasksRoom } from './tasks/room.ts'
import { threadsRoom } from './threads/room.ts'
import { type Workers, startWorkers } from './worker/start-workers.ts'
import { isDeadWorker } from './worker/worker-id.ts'

export interface WorkspaceOptions {
  /** The directory of the workspace; made if it is not there. */
  readonly dataDir: string
  /** A `postgres://` URL; without it everything is in `hydraflow.db` in the directory. */
  readonly databaseUrl?: string | undefined
  /** Threads that run jobs; 1 when left out. With 0 jobs wait until another process runs them. */
  readonly workers?: number | undefined
  readonly clock?: Clock | undefined
  readonly newId?: NewId | undefined
  /** Where browsers keep their profiles; the home directory of the user when left out. */
  readonly home?: string | undefined
  /**
   * The environment of the process: a few variables of it (PATH, HOME, LANG and the like) are what git and the checks of
   * repositories get to see. Without it they get a plain PATH.
   */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** A module that exports `handlers` in place of the built-in ones, for programs that bring their own work. */
  readonly handlersModule?: string | undefined
}

/** An open workspace: one property per noun, one method per procedure. Inputs are checked; errors are HydraFlowErrors. */
export interface Workspace extends Omit<Methods, 'system'> {
  readonly engine: EngineName
  readonly uploads: {
    /** Keeps a file for one day, for `imports.preview` and `imports.run`. */
    add(input: { name: string; bytes: AsyncIterable<Uint8Array> }): Promise<Upload>
  }
  /** Gives running jobs back to the queue and closes the database. */
  close(): Promise<void>
}

type Rooms = { readonly [N in Exclude<keyof Methods, 'system'>]: Room<N> }

/** Opens a workspace in this process: makes or migrates the database and starts the workers. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { databaseUrl, workers: count = 1, clock = systemClock, newId = newUuid, handlersModule } = options
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const dataDir = await realpath(options.dataDir)
  const location = databaseUrl ?? join(dataDir, 'hydraflow.db')
  const database = await open(location, count === 0)
  const deps: Deps = { database, clock, newId }
  // A patch that the last process left half-way is brought to one side before anyone can look.
  await recoverChanges(deps)
  await endLostChecks(database)
  // What the last process left running need not wait for its lease to end.
  await reapJobs(deps, isDeadWorker)
  await recordLostJobs(deps)
  await planMaintenance(deps)
  const environment = checkEnvironment(options.environment ?? {})
  const workers = startWorkers({ deps, location, dataDir, environment, count, handlersModule })
  const machine = { home: options.home ?? homedir(), platform: process.platform }
  const importDeps = { ...deps, ...machine, dataDir }
  const answers = answersOf(workers, machine, count > 0)
  const rooms: Rooms = {
    threads: threadsRoom(deps),
    messages: messagesRoom(deps),
    tasks: tasksRoom(deps),
    memories: memoriesRoom(deps),
    tabs: tabsRoom(deps),
    history: historyRoom({ ...deps, answers }),
    pages: pagesRoom(deps),
    bookmarks: bookmarksRoom(deps),
    search: searchRoom(deps),
    overview: overviewRoom({ ...deps, dataDir }),
    imports: importsRoom({ ...importDeps, answers }),
    jobs: jobsRoom(deps),
    repos: reposRoom({ ...deps, dataDir, environment, answers }),
  }
  return {
    ...guarded(rooms),
    engine: database.engine,
    uploads: { add: (input) => told(() => addUpload(importDeps, input)) },
    async close() {
      await workers.stop()
      await database.close()
    },
  }
}

const answersOf = (
  { ask }: Workers,
  machine: Machine,
  threads: boolean,
): HistoryAnswers & ImportAnswers & RepoAnswers => ({
  purgeHistory: (input) => ask('purgeHistory', input),
  previewImport: (source) => ask('previewImport', { source, machine }),
  proposePatch: (input) => ask('proposePatch', input),
  previewUndo: (wish) => ask('previewUndo', wish),
  readRepoFile: (input) => ask('readRepoFile', input),
  removeRepo: (input) => ask('removeRepo', input),
  verifyLedger: (input) => ask('verifyLedger', input),
  runJob: threads ? (job, patch) => ask('runJob', { job, patch }) : null,
})

async function open(location: string, keeper: boolean): Promise<Database> {
  try {
    return await openDatabase(location, { keeper })
  } catch (error) {
    if (error instanceof DatabaseTooNewError)
      throw new HydraFlowError('DATABASE_TOO_NEW', error.message, {}, { cause: error })
    throw error
  }
}

/** A workspace with something in it is looked after once a day. */
async function planMaintenance(deps: Deps) {
  const { database, clock } = deps
  const last = await lastMeasured(database.look)
  const anything = await database.look.selectFrom('search_document').select('id').limit(1).executeTakeFirst()
  if (!anything || (last && last.measuredAt > clock.now() - microsPerDay)) return
  const idempotencyKey = `maintenance:${dayFromMicros(clock.now())}`
  await database.transact((tx) =>
    enqueueJob(tx, deps, { type: 'maintenance', payload: {}, title: 'Workspace', idempotencyKey }),
  )
}

/** The methods of the rooms behind the check of their inputs. */
function guarded(rooms: Rooms): Omit<Methods, 'system'> {
  const nouns = Object.entries(rooms).map(([noun, room]) => {
    const verbs = Object.entries<Procedure>(procedures[noun as keyof Rooms])
    return [noun, Object.fromEntries(verbs.map(([verb, procedure]) => [verb, guard(procedure, room[verb as never])]))]
  })
  return Object.fromEntries(nouns)
}

function guard({ kind, input: schema }: Procedure, act: (input: unknown, options: CallOptions) => unknown) {
  const call = (input: unknown = {}, options: CallOptions = {}) => act(parseOnce(schema, input), options)
  if (kind === 'subscription') return call
  return (input?: unknown, options?: CallOptions) => told(async () => await call(input, options))
}

/** What an act throws is told in our words. */
async function told<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw inOurWords(error)
  }
}
