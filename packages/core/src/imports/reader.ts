import type { Look, Tables } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { HistoryFormat, ImportBatch, ListImportBatches, Skipped } from '../contract/index.ts'
import { objectFrom } from '../kernel/json.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros, isoOrNull } from '../kernel/time.ts'

export type BatchRow = Selectable<Tables['import_batch']>

const batchFromRow = (row: BatchRow): ImportBatch => ({
  id: String(row.id),
  jobId: row.jobId,
  format: row.format as HistoryFormat,
  browser: row.browser,
  fileName: row.fileName,
  status: row.status as ImportBatch['status'],
  read: row.read,
  inserted: row.inserted,
  unchanged: row.unchanged,
  skipped: skippedOf(row),
  from: isoOrNull(row.earliestVisitAt),
  to: isoOrNull(row.latestVisitAt),
  createdAt: isoFromMicros(row.createdAt),
  completedAt: isoOrNull(row.completedAt),
  revertedAt: isoOrNull(row.revertedAt),
})

export const skippedOf = ({ skipped }: Pick<BatchRow, 'skipped'>): Skipped => objectFrom(skipped)

export async function listBatches(look: Look, { limit, cursor }: ListImportBatches) {
  let query = look
    .selectFrom('import_batch')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor) query = query.where('id', '<', keyFrom(cursor, 'number')[0])
  return pageFrom(await query.execute(), limit, (row) => [row.id], batchFromRow)
}

export async function findBatch(look: Look, id: number): Promise<BatchRow | undefined> {
  return await look.selectFrom('import_batch').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findBatchOfJob(look: Look, jobId: string): Promise<BatchRow | undefined> {
  return await look.selectFrom('import_batch').selectAll().where('jobId', '=', jobId).executeTakeFirst()
}
