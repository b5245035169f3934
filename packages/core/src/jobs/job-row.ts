import type { Tables } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { Job, JobProgress, JobStatus, JobType } from '../contract/index.ts'
import { objectFrom, valueFrom } from '../kernel/json.ts'
import { isoFromMicros, isoOrNull } from '../kernel/time.ts'

export type JobRow = Selectable<Tables['job']>

/** A row of the ledger as the contract has it. */
export const jobFromRow = (row: JobRow): Job => ({
  id: row.id,
  type: row.type as JobType,
  status: row.status as JobStatus,
  title: row.title,
  payload: valueFrom(row.payload),
  result: valueFrom(row.result),
  error: row.errorReason === null ? null : { reason: row.errorReason, message: row.errorMessage ?? '' },
  attempts: row.attempts,
  maxAttempts: row.maxAttempts,
  priority: row.priority,
  runAt: isoFromMicros(row.runAt),
  progress: valueFrom(row.progress) as JobProgress | null,
  stats: objectFrom(row.stats) as Record<string, number>,
  cancelRequested: row.cancelRequestedAt !== null,
  createdAt: isoFromMicros(row.createdAt),
  startedAt: isoOrNull(row.startedAt),
  completedAt: isoOrNull(row.completedAt),
  threadId: row.threadId,
  taskId: row.taskId,
  repoId: row.repoId,
  parentId: row.parentId,
  idempotencyKey: row.idempotencyKey,
  workerId: row.workerId,
  leaseUntil: isoOrNull(row.leaseUntil),
  revision: row.revision,
})
