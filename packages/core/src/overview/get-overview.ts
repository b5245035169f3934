import { type ActivityDay, type Overview, TaskStatus } from '../contract/index.ts'
import { totalCount } from '../kernel/daily-count.ts'
import type { Deps } from '../kernel/deps.ts'
import { dayFromMicros, isoFromMicros, isoOrNull, microsPerDay } from '../kernel/time.ts'
import { jobStats } from '../jobs/job-stats.ts'
import { directoryBytes } from './directory-bytes.ts'
import { lastMeasured } from './measure.ts'

export type OverviewDeps = Pick<Deps, 'database' | 'clock'> & { readonly dataDir: string }

const activityDays = 90

/** Everything at a glance. Cheap: big tables are counted as they change, slow measures are the last ones taken. */
export async function getOverview(deps: OverviewDeps): Promise<Overview> {
  const { database, clock, dataDir } = deps
  const measurement = await lastMeasured(database.look)
  const index = measurement?.measured.index
  return {
    counts: await getCounts(deps),
    activity: await getActivity(deps),
    storage: {
      measuredAt: isoOrNull(measurement?.measuredAt ?? null),
      database: await database.databaseBytes(),
      indexes: measurement?.measured.storage.indexes ?? 0,
      snapshots: 0,
      bundles: await directoryBytes(`${dataDir}/bundles`),
      logs: await directoryBytes(`${dataDir}/logs`),
    },
    jobs: await jobStats(database.look, clock.now()),
    indexes: {
      documents: await countDocuments(deps),
      pending: index?.pending ?? 0,
      stale: index?.stale ?? 0,
      lastBuiltAt: null,
      integrity: integrityOf(measurement?.measured.problems ?? null),
    },
    engine: { name: database.engine, version: database.engineVersion },
  }
}

const integrityOf = (problems: readonly string[] | null): Overview['indexes']['integrity'] => {
  if (problems === null) return 'unchecked'
  return problems.length === 0 ? 'ok' : 'failed'
}

async function getCounts({ database: { look }, clock }: OverviewDeps): Promise<Overview['counts']> {
  const row = await look
    .selectNoFrom((eb) => [
      eb
        .selectFrom('tab')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('closedAt', 'is', null)
        .as('openTabs'),
      eb
        .selectFrom('page')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('pages'),
      eb
        .selectFrom('bookmark')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('bookmarks'),
      eb
        .selectFrom('thread')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('threads'),
      eb
        .selectFrom('memory')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('memories'),
      eb
        .selectFrom('task')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('closedAt', 'is', null)
        .where('dueAt', '<', clock.now())
        .as('tasksOverdue'),
    ])
    .executeTakeFirstOrThrow()
  const ledgers = await look
    .selectFrom('repo')
    .select(({ fn }) => [fn.countAll<number>().as('repos'), fn.sum<number>('sequence').as('changes')])
    .executeTakeFirstOrThrow()
  const tasks = await look
    .selectFrom('task')
    .select(({ fn }) => ['status', fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  const byStatus = new Map(tasks.map(({ status, count }) => [status, count]))
  return {
    openTabs: row.openTabs ?? 0,
    visits: await totalCount(look, 'visit'),
    pages: row.pages ?? 0,
    bookmarks: row.bookmarks ?? 0,
    threads: row.threads ?? 0,
    messages: await totalCount(look, 'message'),
    tasks: Object.fromEntries(
      TaskStatus.options.map((status) => [status, byStatus.get(status) ?? 0]),
    ) as Overview['counts']['tasks'],
    tasksOverdue: row.tasksOverdue ?? 0,
    memories: row.memories ?? 0,
    repos: ledgers.repos,
    changes: ledgers.changes ?? 0,
    // Nothing makes these yet; the contract names them.
    snapshots: 0,
    bundles: 0,
  }
}

async function countDocuments({ database: { look } }: OverviewDeps): Promise<number> {
  const row = await look
    .selectFrom('search_document')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

async function getActivity({ database: { look }, clock }: OverviewDeps): Promise<ActivityDay[]> {
  const today = dayFromMicros(clock.now())
  const first = today - activityDays + 1
  const rows = await look
    .selectFrom('daily_count')
    .selectAll()
    .where('day', '>=', first)
    .where('day', '<=', today)
    .execute()
  const counts = new Map(rows.map(({ kind, day, count }) => [`${kind} ${day}`, count]))
  return Array.from({ length: activityDays }, (_, offset) => {
    const day = first + offset
    const of = (kind: string) => Math.max(0, counts.get(`${kind} ${day}`) ?? 0)
    const date = isoFromMicros(day * microsPerDay).slice(0, 10)
    return { day: date, visits: of('visit'), messages: of('message'), tasks: of('task') }
  })
}
