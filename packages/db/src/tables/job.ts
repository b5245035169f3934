import type { AutoId, Json } from './column.ts'

export interface JobTable {
  id: string
  type: string
  status: string
  title: string
  payload: Json
  result: Json | null
  errorReason: string | null
  errorMessage: string | null
  /** Counts the claims; a worker writes only while it still is the number it claimed with: the fencing token. */
  attempts: number
  maxAttempts: number
  priority: number
  runAt: number
  progress: Json | null
  stats: Json
  cancelRequestedAt: number | null
  createdAt: number
  startedAt: number | null
  completedAt: number | null
  threadId: string | null
  taskId: string | null
  repoId: string | null
  parentId: string | null
  idempotencyKey: string | null
  workerId: string | null
  leaseUntil: number | null
  revision: number
}

/** One row: the revision that the last change of any job got. */
export interface JobRevisionTable {
  id: number
  value: number
}

export interface JobLogTable {
  id: AutoId
  jobId: string
  at: number
  level: string
  event: string
  message: string
  data: Json | null
}
