import { type Look, statement } from '@hydraflow/db'
import { sql } from 'kysely'
import type { Job, JobLogEntry, JobState, JobStatus, ListJobLog, ListJobs } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { valueFrom } from '../kernel/json.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros, microsFromIso } from '../kernel/time.ts'
import { type JobRow, jobFromRow } from './job-row.ts'

const selectJob = statement<{ id: string }>()((db, slots) =>
  db.selectFrom('job').selectAll().where('id', '=', slots.id),
)

export async function findJobRow(look: Look, id: string): Promise<JobRow | undefined> {
  const [row] = (await selectJob(look, { id })).rows
  return row
}

export async function getJobRow(look: Look, id: string): Promise<JobRow> {
  const row = await findJobRow(look, id)
  if (!row) throw notFound('JOB_NOT_FOUND', id)
  return row
}

export const getJob = async (look: Look, id: string): Promise<Job> => jobFromRow(await getJobRow(look, id))

export async function getJobState(look: Look, id: string): Promise<JobState> {
  const { status, progress, error, completedAt } = await getJob(look, id)
  return { id, status, progress, error, completedAt }
}

const several = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** A text as a LIKE pattern that matches it anywhere, its own wildcards taken literally. */
const containing = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

export async function listJobs(look: Look, input: ListJobs) {
  // One look for each status: an index gives the jobs of one status in their order, and those of several in none.
  const statuses = input.status === undefined ? [null] : new Set(several(input.status))
  const found = await Promise.all([...statuses].map((status) => jobsOfStatus(look, status, input)))
  const rows = found.flat().toSorted((one, other) => other.createdAt - one.createdAt || (other.id > one.id ? 1 : -1))
  return pageFrom(rows.slice(0, input.limit + 1), input.limit, (row) => [row.createdAt, row.id], jobFromRow)
}

async function jobsOfStatus(look: Look, status: JobStatus | null, input: ListJobs): Promise<JobRow[]> {
  let query = look
    .selectFrom('job')
    .selectAll()
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
  if (status !== null) query = query.where('status', '=', status)
  if (input.type !== undefined) query = query.where('type', 'in', several(input.type))
  if (input.since !== undefined) query = query.where('createdAt', '>=', microsFromIso(input.since))
  if (input.until !== undefined) query = query.where('createdAt', '<', microsFromIso(input.until))
  if (input.threadId !== undefined) query = query.where('threadId', '=', input.threadId)
  if (input.repoId !== undefined) query = query.where('repoId', '=', input.repoId)
  if (input.q) {
    const pattern = containing(input.q.toLowerCase())
    query = query.where(
      sql<boolean>`(lower("title") like ${pattern} escape '\\' or "id" = ${input.q} or lower("errorMessage") like ${pattern} escape '\\')`,
    )
  }
  if (input.cursor) {
    const [createdAt, id] = keyFrom(input.cursor, 'number', 'string')
    query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(createdAt, id)))
  }
  return await query.execute()
}

export async function listJobLog(look: Look, { id, limit, cursor }: ListJobLog) {
  await getJobRow(look, id)
  const [after] = cursor ? keyFrom(cursor, 'number') : [0]
  const rows = await look
    .selectFrom('job_log')
    .selectAll()
    .where('jobId', '=', id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row): JobLogEntry => ({
      id: String(row.id),
      jobId: row.jobId,
      at: isoFromMicros(row.at),
      level: row.level as JobLogEntry['level'],
      event: row.event,
      message: row.message,
      data: valueFrom(row.data),
    }),
  )
}
