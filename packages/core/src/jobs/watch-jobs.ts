import type { Database } from '@hydraflow/db'
import { type Job, type WatchJobs, finishedJobStatuses } from '../contract/index.ts'
import { watchChanges } from '../kernel/next-change.ts'
import { jobFromRow } from './job-row.ts'
import { getJobRow } from './reader.ts'

const jobsPerLook = 200

/**
 * Jobs as they are now (those that wait or run, or the one named), then each again when it changes, until the signal
 * aborts or the one job named has finished. Revisions become visible in order, so resuming from one misses nothing.
 */
export async function* watchJobs(
  database: Database,
  { id, type, lastEventId }: WatchJobs,
  signal?: AbortSignal,
): AsyncGenerator<Job, void> {
  const types = type === undefined ? null : new Set([type].flat())
  const changes = watchChanges(database, signal)
  // What changes between the two looks at the start is in both.
  const given = new Map<string, number>()
  try {
    if (id !== undefined) await getJobRow(database.look, id)
    let seen = Number(lastEventId)
    if (!lastEventId || !Number.isSafeInteger(seen)) {
      seen = await newestRevision(database)
      for (const job of await presentJobs(database, id)) {
        given.set(job.id, job.revision)
        if (!types || types.has(job.type)) yield job
        if (id !== undefined && isFinished(job)) return
      }
    }
    while (!signal?.aborted) {
      const changed = await changedJobs(database, seen)
      for (const job of changed) {
        seen = job.revision
        if (given.get(job.id) === job.revision) continue
        if ((id !== undefined && job.id !== id) || (types && !types.has(job.type))) continue
        yield job
        if (id !== undefined && isFinished(job)) return
      }
      if (changed.length < jobsPerLook) await changes.next()
    }
  } finally {
    changes.close()
  }
}

const isFinished = ({ status }: Job) => finishedJobStatuses.some((finished) => finished === status)

async function newestRevision({ look }: Database): Promise<number> {
  const row = await look.selectFrom('job_revision').select('value').executeTakeFirst()
  return row?.value ?? 0
}

async function presentJobs({ look }: Database, id: string | undefined): Promise<Job[]> {
  const query = look.selectFrom('job').selectAll().orderBy('revision')
  const rows = await (id === undefined
    ? query.where('status', 'in', ['queued', 'running'])
    : query.where('id', '=', id)
  )
    .limit(1_000)
    .execute()
  return rows.map(jobFromRow)
}

async function changedJobs({ look }: Database, seen: number): Promise<Job[]> {
  const rows = await look
    .selectFrom('job')
    .selectAll()
    .where('revision', '>', seen)
    .orderBy('revision')
    .limit(jobsPerLook)
    .execute()
  return rows.map(jobFromRow)
}
