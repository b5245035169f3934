import { hash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '@hydraflow/db'
import type { TestEngine } from '@hydraflow/db/testing'
import { afterAll } from 'vitest'
import type { ImportResult, JobPayloads, JobType, RevertResult } from '../../contract/index.ts'
import { timesByDay } from '../../kernel/daily-count.ts'
import type { HandlerDeps, JobRun, ProgressReport } from '../../worker/handler.ts'
import { revertImport } from '../revert-import.job.ts'
import { runImport } from '../run-import.job.ts'

/** A directory that goes when the tests end. */
export function scratch(): () => Promise<string> {
  const made: string[] = []
  afterAll(async () => {
    for (const directory of made) await rm(directory, { recursive: true, force: true })
  })
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hydraflow-imports-'))
    made.push(directory)
    return directory
  }
}

let ids = 0

export interface Scene {
  readonly deps: HandlerDeps & { readonly home: string; readonly platform: NodeJS.Platform }
  readonly database: Database
  readonly directory: string
  /** Imports a file in a job of its own, or goes on with one. */
  importFile(path: string, options?: RunOptions): Promise<ImportResult>
  cancelImport(path: string, jobId: string): Promise<void>
  revert(batchId: string): Promise<RevertResult>
  /** Everything an import writes, in a form that does not depend on ids. */
  everything(): Promise<unknown>
  /** What is counted and does not fit what is there: nothing, if all is well. */
  miscounts(): Promise<unknown[]>
}

interface RunOptions {
  readonly jobId?: string
  /** Called before each transaction, counted from 1. */
  readonly beforeTransaction?: (count: number) => void
  /** Waited for at the end of each transaction, counted from 1. */
  readonly beforeCommit?: (count: number) => Promise<void>
  readonly onReport?: (progress: ProgressReport) => void
}

/** A workspace with a clock that stands still, and jobs that run without a worker. */
export const openScene = async (engine: TestEngine, directory: string): Promise<Scene> => sceneOf(await engine.open(), directory)

/** For tests of files, which no engine is asked about. */
export const openSqliteScene = async (directory: string): Promise<Scene> =>
  sceneOf(await openDatabase(join(directory, 'hydraflow.db')), directory)

function sceneOf(database: Database, directory: string): Scene {
  const deps = {
    database,
    clock: { now: () => 1_800_000_000_000_000 },
    newId: () => `id-${++ids}`,
    dataDir: join(directory, 'data'),
    environment: {},
    home: join(directory, 'home'),
    platform: 'linux' as const,
  }
  const run = <T extends JobType>(payload: JobPayloads[T], { jobId = deps.newId(), beforeTransaction, beforeCommit, onReport }: RunOptions = {}): JobRun<T> => {
    let count = 0
    return {
      jobId,
      payload,
      attempt: 1,
      signal: new AbortController().signal,
      aborted: null,
      report: (progress) => onReport?.(progress),
      log: async () => {},
      transact(act) {
        const current = ++count
        beforeTransaction?.(current)
        return database.transact(async (tx) => {
          const result = await act(tx)
          await beforeCommit?.(current)
          return result
        })
      },
      succeed: async () => {},
    }
  }
  const payload = (path: string) => ({ path, fileName: 'History', browser: 'Chrome', uploadId: null })
  return {
    deps,
    database,
    directory,
    importFile: async (path, options) =>
      (await runImport.run(deps, run<'browser_import'>(payload(path), options))) as ImportResult,
    cancelImport: async (path, jobId) => await runImport.undo?.(deps, run<'browser_import'>(payload(path), { jobId })),
    revert: async (batchId) => (await revertImport.run(deps, run<'import_revert'>({ batchId }))) as RevertResult,
    everything: () => everythingIn(database),
    miscounts: () => miscountsIn(database),
  }
}

async function everythingIn({ look }: Database) {
  const visits = await look
    .selectFrom('visit')
    .innerJoin('page', 'page.id', 'visit.pageId')
    .select(['page.url as page', 'visit.url', 'visitedAt', 'transition', 'durationMs', 'hidden', 'device', 'sourceVisitId'])
    .orderBy('page.urlHash')
    .orderBy('visitedAt')
    .orderBy('urlVariant')
    .execute()
  const pages = await look
    .selectFrom('page')
    .innerJoin('host', 'host.id', 'page.hostId')
    .innerJoin('search_document as d', 'd.pageId', 'page.id')
    .select(['url', 'page.title', 'host.name as host', 'visitCount', 'firstSeenAt', 'lastSeenAt', 'd.title as words', 'd.body'])
    .orderBy('urlHash')
    .execute()
  const days = await look.selectFrom('daily_count').select(['day', 'count']).where('count', '<>', 0).orderBy('day').execute()
  const { sightings } = await look
    .selectFrom('visit_sighting')
    .select((eb) => eb.fn.countAll<number>().as('sightings'))
    .executeTakeFirstOrThrow()
  return { visits, pages, days, sightings }
}

async function miscountsIn({ look }: Database): Promise<unknown[]> {
  const visits = await look.selectFrom('visit').select(['id', 'pageId', 'visitedAt']).execute()
  const timesByPage = Map.groupBy(visits, ({ pageId }) => pageId)
  const pages = await look
    .selectFrom('page')
    .select(['id', 'url', 'visitCount as visits', 'firstSeenAt as first', 'lastSeenAt as last'])
    .execute()
  const wrongPages = pages.filter(({ id, visits: counted, first, last }) => {
    const times = (timesByPage.get(id) ?? []).map(({ visitedAt }) => visitedAt)
    return counted !== times.length || first !== Math.min(...times) || last !== Math.max(...times)
  })
  const perDay = timesByDay(
    visits.map(({ visitedAt }) => visitedAt),
    1,
  )
  const days = await look.selectFrom('daily_count').select(['day', 'count']).where('kind', '=', 'visit').execute()
  const wrongDays = days.filter(({ day, count }) => count !== (perDay.get(day) ?? 0))
  const known = new Set(visits.map(({ id }) => id))
  const sightings = await look.selectFrom('visit_sighting').select(['visitId', 'batchId']).execute()
  return [...wrongPages, ...wrongDays, ...sightings.filter(({ visitId }) => !known.has(visitId))]
}

/** The names and contents of a directory, to see that nothing in it changed. */
export async function fingerprint(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).toSorted()
  return await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name)
      const { mtimeMs } = await stat(path)
      return `${name} ${mtimeMs} ${hash('sha256', await readFile(path))}`
    }),
  )
}
