import type { AutoId, Json } from './column.ts'

export interface ImportBatchTable {
  id: AutoId
  jobId: string
  format: string
  browser: string | null
  fileName: string
  status: string
  /** Where in the source the import stands: everything up to it is in. JSON of the reader. */
  position: Json | null
  read: number
  inserted: number
  unchanged: number
  skipped: Json
  pagesInserted: number
  earliestVisitAt: number | null
  latestVisitAt: number | null
  createdAt: number
  completedAt: number | null
  revertedAt: number | null
}
