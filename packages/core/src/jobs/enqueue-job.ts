import { type Tx, statement } from '@hydraflow/db'
import type { JobPayloads, JobType } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { jsonFrom } from '../kernel/json.ts'
import { writeJobLog } from './job-log.ts'
import { nextRevisions } from './revision.ts'

export interface NewJob<T extends JobType = JobType> {
  readonly type: T
  readonly payload: JobPayloads[T]
  /** What the job is about, for a person: a file, a host, a repository. */
  readonly title: string
  /** Higher runs first; 0 is usual. */
  readonly priority?: number
  readonly runAt?: number
  readonly maxAttempts?: number
  readonly threadId?: string | null
  readonly taskId?: string | null
  readonly repoId?: string | null
  readonly parentId?: string | null
  /** The same key again is the same job. */
  readonly idempotencyKey?: string | undefined
}

const defaultMaxAttempts = 3

interface NewRow {
  id: string
  type: string
  title: string
  payload: string
  maxAttempts: number
  priority: number
  runAt: number
  createdAt: number
  threadId: string | null
  taskId: string | null
  repoId: string | null
  parentId: string | null
  idempotencyKey: string | null
  revision: number
}

const insertJob = statement<NewRow>()((db, slots) =>
  db.insertInto('job').values({
    id: slots.id,
    type: slots.type,
    title: slots.title,
    payload: slots.payload,
    maxAttempts: slots.maxAttempts,
    priority: slots.priority,
    runAt: slots.runAt,
    createdAt: slots.createdAt,
    threadId: slots.threadId,
    taskId: slots.taskId,
    repoId: slots.repoId,
    parentId: slots.parentId,
    idempotencyKey: slots.idempotencyKey,
    revision: slots.revision,
    status: 'queued',
    attempts: 0,
    stats: '{}',
  }),
)

/**
 * Puts a job into the ledger, in the transaction of the deed that wants it. Returns its id; with an idempotency key
 * that is known, the id of the job there is. Call `database.announce()` after the transaction, so that a worker wakes.
 */
export async function enqueueJob<T extends JobType>(tx: Tx, { clock, newId }: Deps, job: NewJob<T>): Promise<string> {
  if (job.idempotencyKey !== undefined) {
    const known = await tx
      .selectFrom('job')
      .select('id')
      .where('idempotencyKey', '=', job.idempotencyKey)
      .executeTakeFirst()
    if (known) return known.id
  }
  const id = newId()
  const now = clock.now()
  await insertJob(tx, {
    id,
    type: job.type,
    title: job.title,
    payload: jsonFrom(job.payload),
    maxAttempts: job.maxAttempts ?? defaultMaxAttempts,
    priority: job.priority ?? 0,
    runAt: job.runAt ?? now,
    createdAt: now,
    threadId: job.threadId ?? null,
    taskId: job.taskId ?? null,
    repoId: job.repoId ?? null,
    parentId: job.parentId ?? null,
    idempotencyKey: job.idempotencyKey ?? null,
    revision: await nextRevisions(tx, 1),
  })
  await writeJobLog(tx, { jobId: id, at: now, event: 'job.queued', message: 'Queued' })
  return id
}
