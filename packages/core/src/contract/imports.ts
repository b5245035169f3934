import { z } from 'zod'
import { Count, Id, IsoTime, listInput, pageOf, text } from './primitives.ts'

/** The shape of a history database; found by its tables, never by its name. */
export const HistoryFormat = z.enum(['chromium', 'firefox'])
export type HistoryFormat = z.infer<typeof HistoryFormat>

/** Why a row of a source is not kept. */
export const SkipReason = z.enum(['not_web', 'url_too_long', 'url_invalid', 'time_missing', 'page_missing'])
export type SkipReason = z.infer<typeof SkipReason>
export const Skipped = z.partialRecord(SkipReason, Count)
export type Skipped = z.infer<typeof Skipped>

/** A history database of a browser on this machine. */
export const BrowserProfile = z.object({
  id: z.string(),
  browser: z.string(),
  profile: z.string(),
  format: HistoryFormat,
  path: z.string(),
  bytes: Count,
  modifiedAt: IsoTime,
  readable: z.boolean(),
})
export type BrowserProfile = z.infer<typeof BrowserProfile>
export const ImportSources = z.object({ items: z.array(BrowserProfile) })
export const ListImportSources = z.strictObject({})

const sourceFields = {
  path: text(4_096, 1).optional().meta({ description: 'A file on the machine of the server' }),
  profileId: Id.optional().meta({ description: 'One of imports.sources' }),
  uploadId: Id.optional().meta({ description: 'A file that was uploaded before' }),
}
const namesOneSource = (input: { path?: unknown; profileId?: unknown; uploadId?: unknown }) =>
  [input.path, input.profileId, input.uploadId].filter((field) => field !== undefined).length === 1
const oneSource = 'give exactly one of path, profileId and uploadId'

/** The file to import: exactly one of the three fields. */
export const ImportSource = z.strictObject(sourceFields).refine(namesOneSource, oneSource)
export type ImportSource = z.infer<typeof ImportSource>

export const RunImport = z
  .strictObject({ ...sourceFields, idempotencyKey: text(200, 1).optional() })
  .refine(namesOneSource, oneSource)
export type RunImport = z.infer<typeof RunImport>

/** What a file is, by its content, and what importing it would do. */
export const ImportPreview = z.object({
  format: HistoryFormat,
  browser: z.string().nullable(),
  fileName: z.string(),
  bytes: Count,
  read: Count.meta({ description: 'Visits in the file' }),
  pages: Count,
  new: Count,
  unchanged: Count,
  skipped: Skipped,
  from: IsoTime.nullable(),
  to: IsoTime.nullable(),
  sample: z.array(z.object({ url: z.string(), title: z.string(), visitedAt: IsoTime })),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportCounts = z.object({ read: Count, inserted: Count, unchanged: Count, skipped: Skipped })
export type ImportCounts = z.infer<typeof ImportCounts>

/** The result of a `browser_import` job: read = inserted + unchanged + all skipped. */
export const ImportResult = ImportCounts.extend({ batchId: z.string(), pagesInserted: Count })
export type ImportResult = z.infer<typeof ImportResult>

export const ImportBatch = ImportCounts.extend({
  id: z.string(),
  jobId: z.string().nullable(),
  format: HistoryFormat,
  browser: z.string().nullable(),
  fileName: z.string(),
  status: z.enum(['running', 'complete', 'reverting', 'reverted']),
  from: IsoTime.nullable(),
  to: IsoTime.nullable(),
  createdAt: IsoTime,
  completedAt: IsoTime.nullable(),
  revertedAt: IsoTime.nullable(),
})
export type ImportBatch = z.infer<typeof ImportBatch>
export const ImportBatchPage = pageOf(ImportBatch)

/** Newest first. */
export const ListImportBatches = z.strictObject({ ...listInput })
export type ListImportBatches = z.infer<typeof ListImportBatches>

export const BrowserImportPayload = z.strictObject({
  path: z.string(),
  fileName: z.string(),
  browser: z.string().nullable(),
  uploadId: z.string().nullable(),
})
export type BrowserImportPayload = z.infer<typeof BrowserImportPayload>

export const ImportRevertPayload = z.strictObject({ batchId: Id })
export type ImportRevertPayload = z.infer<typeof ImportRevertPayload>

/** The result of an `import_revert` job. */
export const RevertResult = z.object({ removed: z.object({ visits: Count, pages: Count }) })
export type RevertResult = z.infer<typeof RevertResult>

/** A file in the server's keeping, for one day. */
export const Upload = z.object({ id: z.string(), name: z.string(), bytes: Count })
export type Upload = z.infer<typeof Upload>
