import type { Look } from '@hydraflow/db'
import { sql } from 'kysely'
import { JobStatus, type JobStats, JobType } from '../contract/index.ts'
import { type Micros, isoOrNull, microsPerDay } from '../kernel/time.ts'

/** Durations are taken of so many runs of each type, the last ones. */
const runsMeasured = 200

/** The ledger in numbers. */
export async function jobStats(look: Look, now: Micros): Promise<JobStats> {
  const counts = await look
    .selectFrom('job')
    .select(({ fn }) => ['type', 'status', fn.countAll<number>().as('count')])
    .groupBy(['type', 'status'])
    .execute()
  const countWhere = (wanted: { status?: string; type?: string }) =>
    counts
      .filter((row) => (wanted.status ?? row.status) === row.status && (wanted.type ?? row.type) === row.type)
      .reduce((sum, row) => sum + row.count, 0)
  const oldest = await look
    .selectFrom('job')
    .select(({ fn }) => fn.min('createdAt').as('createdAt'))
    .where('status', '=', 'queued')
    .executeTakeFirst()
  const failed = await look
    .selectFrom('job')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('status', '=', 'failed')
    .where('completedAt', '>=', now - microsPerDay)
    .executeTakeFirst()
  const byType = []
  for (const type of JobType.options) {
    const count = countWhere({ type })
    if (count > 0) byType.push({ type, count, ...(await durations(look, type)) })
  }
  return {
    byStatus: Object.fromEntries(
      JobStatus.options.map((status) => [status, countWhere({ status })]),
    ) as JobStats['byStatus'],
    byType,
    oldestQueuedAt: isoOrNull(oldest?.createdAt ?? null),
    failedLast24h: failed?.count ?? 0,
  }
}

async function durations(look: Look, type: string): Promise<{ medianMs: number | null; p95Ms: number | null }> {
  const rows = await look
    .selectFrom('job')
    .select(sql<number>`"completedAt" - "startedAt"`.as('micros'))
    .where('type', '=', type)
    .where('status', '=', 'succeeded')
    .orderBy('completedAt', 'desc')
    .limit(runsMeasured)
    .execute()
  const sorted = rows.map(({ micros }) => micros / 1_000).toSorted((one, other) => one - other)
  return { medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) }
}

/** The value below which this part of a sorted list lies; null for an empty list. */
export const quantile = (sorted: readonly number[], part: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? null
