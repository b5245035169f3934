import { z } from 'zod'
import { RunChecksPayload, UndoChangePayload } from './changes.ts'
import { BrowserImportPayload, ImportRevertPayload } from './imports.ts'
import { ApplyPatchPayload } from './patches.ts'
import { Count, Id, IsoTime, Removed, listInput, oneOrMany, pageOf, text } from './primitives.ts'

/** The payload of every type of job. A handler for each is a matter of the type check. */
export const jobPayloads = {
  browser_import: BrowserImportPayload,
  import_revert: ImportRevertPayload,
  repo_apply_patch: ApplyPatchPayload,
  repo_undo_change: UndoChangePayload,
  repo_run_checks: RunChecksPayload,
  maintenance: z.strictObject({}),
} as const
export type JobPayloads = { [T in keyof typeof jobPayloads]: z.infer<(typeof jobPayloads)[T]> }

export const JobType = z.enum(Object.keys(jobPayloads) as [keyof JobPayloads, ...(keyof JobPayloads)[]])
export type JobType = z.infer<typeof JobType>

export const JobStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'])
export type JobStatus = z.infer<typeof JobStatus>

/** The statuses a job never leaves. */
export const finishedJobStatuses = ['succeeded', 'failed', 'cancelled'] as const satisfies readonly JobStatus[]

export const JobProgress = z.object({
  phase: z.string(),
  stepsCompleted: Count,
  stepsTotal: Count.nullable(),
  message: z.string().nullable(),
  etaSeconds: z.number().nullable(),
})
export type JobProgress = z.infer<typeof JobProgress>

export const JobError = z.object({ reason: z.string(), message: z.string() })
export type JobError = z.infer<typeof JobError>

export const Job = z.object({
  id: z.string(),
  type: JobType,
  status: JobStatus,
  title: z.string().meta({ description: 'What the job is about: a file, a host, a repository' }),
  payload: z.unknown(),
  result: z.unknown(),
  error: JobError.nullable(),
  attempts: Count,
  maxAttempts: Count,
  priority: z.int(),
  runAt: IsoTime,
  progress: JobProgress.nullable(),
  stats: z.record(z.string(), z.number()),
  cancelRequested: z.boolean(),
  createdAt: IsoTime,
  startedAt: IsoTime.nullable(),
  completedAt: IsoTime.nullable(),
  threadId: z.string().nullable(),
  taskId: z.string().nullable(),
  repoId: z.string().nullable(),
  parentId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  workerId: z.string().nullable(),
  leaseUntil: IsoTime.nullable(),
  revision: Count.meta({ description: 'Grows with every change of any job' }),
})
export type Job = z.infer<typeof Job>
export const JobPage = pageOf(Job)

export const JobState = Job.pick({ id: true, status: true, progress: true, error: true, completedAt: true })
export type JobState = z.infer<typeof JobState>

const jobFilters = {
  status: oneOrMany(JobStatus).optional(),
  type: oneOrMany(JobType).optional(),
  since: IsoTime.optional(),
  until: IsoTime.optional(),
  q: text(500).optional(),
  threadId: Id.optional(),
  repoId: Id.optional(),
}

/** Newest first. */
export const ListJobs = z.strictObject({ ...listInput, ...jobFilters })
export type ListJobs = z.infer<typeof ListJobs>

export const JobLogEntry = z.object({
  id: z.string(),
  jobId: z.string(),
  at: IsoTime,
  level: z.enum(['info', 'warning', 'error']),
  event: z.string().meta({ description: 'job.queued, job.started, job.succeeded, ... or log' }),
  message: z.string(),
  data: z.unknown(),
})
export type JobLogEntry = z.infer<typeof JobLogEntry>
export const JobLogPage = pageOf(JobLogEntry)

/** In order, oldest first; the cursor leads to later entries. */
export const ListJobLog = z.strictObject({ id: Id, ...listInput })
export type ListJobLog = z.infer<typeof ListJobLog>

/**
 * Every matching job that is queued or running now, then each job again whenever it changes. With an `id`: that job
 * until it has finished. `lastEventId` resumes: what changed since then comes first.
 */
export const WatchJobs = z.strictObject({
  id: Id.optional(),
  type: oneOrMany(JobType).optional(),
  lastEventId: text(40).nullish(),
})
export type WatchJobs = z.infer<typeof WatchJobs>

/** Removes jobs in a finished status that completed more than `olderThanDays` days ago. */
export const PruneJobs = z.strictObject({
  olderThanDays: z.number().min(0).max(36_500).default(30),
  status: oneOrMany(z.enum(finishedJobStatuses)).default('succeeded'),
  dryRun: z.boolean().optional(),
})
export type PruneJobs = z.infer<typeof PruneJobs>
export const PrunedJobs = z.object({ removed: Removed, dryRun: z.boolean() })
export type PrunedJobs = z.infer<typeof PrunedJobs>

export const JobStats = z.object({
  byStatus: z.record(JobStatus, Count),
  byType: z.array(
    z.object({
      type: JobType,
      count: Count,
      medianMs: z.number().nullable().meta({ description: 'Of the last 200 that succeeded' }),
      p95Ms: z.number().nullable(),
    }),
  ),
  oldestQueuedAt: IsoTime.nullable(),
  failedLast24h: Count,
})
export type JobStats = z.infer<typeof JobStats>
