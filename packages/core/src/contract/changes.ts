import { z } from 'zod'
import { Count, Id, IsoTime, listInput, oneOrMany, pageOf, text } from './primitives.ts'
import { RepoPath, originFields } from './repo-fields.ts'

export const ChangeStats = z.object({ files: Count, linesAdded: Count, linesRemoved: Count, bytes: Count })
export type ChangeStats = z.infer<typeof ChangeStats>

/** One file of a change. A rename is one entry: `path` is the new one, `oldPath` the one before. */
export const ChangedFile = z.object({
  path: z.string(),
  oldPath: z.string().nullable(),
  action: z.enum(['added', 'modified', 'deleted', 'renamed']),
  binary: z.boolean(),
  linesAdded: Count,
  linesRemoved: Count,
  beforeSha256: z.string().nullable(),
  afterSha256: z.string().nullable(),
  beforeMode: z.string().nullable(),
  afterMode: z.string().nullable(),
  beforeBytes: Count.nullable(),
  afterBytes: Count.nullable(),
  undoneBy: z.string().nullable().meta({ description: 'The change that took this file back' }),
  diff: z.string().nullable().meta({
    description: 'Unified diff, given by getChange, proposals and previews; null elsewhere and for binary files',
  }),
})
export type ChangedFile = z.infer<typeof ChangedFile>

/** A rename changes nothing that a diff counts, and a mode is no line; neither is for nothing. */
const linesPerRename = 1
const linesPerMode = 1
/** What a file may be charged beside its lines or bytes. */
export const linesForRest = linesPerRename + linesPerMode

/** Binary bytes in the measure of lines. */
export const linesForBytes = (bytes: number): number => Math.ceil(bytes / 80)

interface Measured
  extends Pick<
    ChangedFile,
    'linesAdded' | 'linesRemoved' | 'binary' | 'oldPath' | 'beforeSha256' | 'afterSha256' | 'beforeBytes' | 'afterBytes'
  > {
  readonly beforeMode: unknown
  readonly afterMode: unknown
}

/** What the budget counts of a file, in lines. */
export function linesCharged(file: Measured): number {
  const { linesAdded, linesRemoved, binary, oldPath, beforeMode, afterMode } = file
  const renamed = oldPath === null ? 0 : linesPerRename
  const moded = beforeMode !== null && afterMode !== null && beforeMode !== afterMode ? linesPerMode : 0
  const changed = file.beforeSha256 !== file.afterSha256
  const bytes = binary && changed ? (file.beforeBytes ?? 0) + (file.afterBytes ?? 0) : 0
  return linesAdded + linesRemoved + renamed + moded + linesForBytes(bytes)
}

export const CheckResult = z.object({
  name: z.string(),
  command: z.array(z.string()),
  status: z.enum(['passed', 'failed', 'timed_out', 'cancelled', 'not_started', 'skipped']).meta({
    description: 'not_started: its program could not be; skipped: left out after a failure or a cancel',
  }),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  durationMs: Count,
  outputBytes: Count,
  truncated: z.boolean().meta({ description: 'The middle of the output was left out: 256 KiB of each end are kept' }),
  output: z.string().meta({ description: 'The end of the output, at most 4 KiB; the rest is in the log of the job' }),
})
export type CheckResult = z.infer<typeof CheckResult>

/** The result of a `repo_run_checks` job. */
export const ChecksResult = z.object({ changeId: z.string(), passed: z.boolean(), checks: z.array(CheckResult) })
export type ChecksResult = z.infer<typeof ChecksResult>

export const ChangeKind = z.enum(['propose', 'apply', 'undo', 'redo', 'checks'])
export type ChangeKind = z.infer<typeof ChangeKind>

export const ChangeStatus = z
  .enum(['proposed', 'applied', 'refused', 'failed', 'passed', 'cancelled'])
  .meta({ description: 'passed, failed and cancelled say how checks ended; refused and failed left the files alone' })
export type ChangeStatus = z.infer<typeof ChangeStatus>

/** An entry of the ledger of a repository. `hash` covers the entry and the `previousHash`. */
export const Change = z.object({
  id: z.string(),
  repoId: z.string(),
  sequence: Count,
  kind: ChangeKind,
  status: ChangeStatus,
  summary: z.string(),
  threadId: z.string().nullable(),
  taskId: z.string().nullable(),
  origin: z.string().nullable(),
  jobId: z.string().nullable(),
  proposalId: z.string().nullable().meta({ description: 'The proposal that was applied' }),
  targets: z.array(z.string()).meta({ description: 'The changes that were undone, redone or checked' }),
  undoneBy: z.string().nullable().meta({ description: 'The change that took all of this one back' }),
  proposal: z
    .object({
      state: z.enum(['open', 'used', 'refused', 'expired']),
      expiresAt: IsoTime,
      closedBy: z.string().nullable().meta({ description: 'The change that applied it, or the entry that refused it' }),
    })
    .nullable()
    .meta({ description: 'Of an entry that proposes: whether it can still be applied, by its id' }),
  stats: ChangeStats,
  chargedLines: Count.meta({ description: 'What it took from the budget' }),
  files: z.array(ChangedFile),
  checks: z.array(CheckResult),
  error: z
    .object({
      reason: z.string(),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).nullable().meta({
        description: 'What the refusal said to programs, up to 64 KiB; given by getChange, null elsewhere',
      }),
    })
    .nullable(),
  createdAt: IsoTime,
  completedAt: IsoTime,
  previousHash: z.string(),
  hash: z.string(),
})
export type Change = z.infer<typeof Change>
export const ChangePage = pageOf(Change)

const changeFilters = {
  kind: oneOrMany(ChangeKind).optional(),
  status: oneOrMany(ChangeStatus).optional(),
  threadId: Id.optional(),
  taskId: Id.optional(),
  path: text(16_384, 1).optional().meta({ description: 'Only changes of this file' }),
  since: IsoTime.optional(),
  until: IsoTime.optional(),
}

/** Newest first, without the diffs. */
export const ListChanges = z.strictObject({ repoId: Id, ...listInput, ...changeFilters })
export type ListChanges = z.infer<typeof ListChanges>

export const ListAllChanges = z.strictObject({ ...listInput, ...changeFilters })
export type ListAllChanges = z.infer<typeof ListAllChanges>

export const ByChange = z.strictObject({ repoId: Id, changeId: Id })
export type ByChange = z.infer<typeof ByChange>

/** Takes changes back, newest first. `paths` keeps it to some of their files; `dryRun` only says what would happen. */
const undoFields = {
  paths: z.array(RepoPath).min(1).max(10_000).optional(),
  dryRun: z.boolean().default(false),
  ...originFields,
}
export const UndoChange = z.strictObject({ repoId: Id, changeId: Id, ...undoFields })
export type UndoChange = z.infer<typeof UndoChange>
export const UndoChanges = z.strictObject({ repoId: Id, changeIds: z.array(Id).min(1).max(100), ...undoFields })
export type UndoChanges = z.infer<typeof UndoChanges>

/** Applies a change again that was taken back; it counts against the budget like any other. */
export const RedoChange = z.strictObject({
  repoId: Id,
  changeId: Id,
  dryRun: z.boolean().default(false),
  ...originFields,
})
export type RedoChange = z.infer<typeof RedoChange>

/** What an undo did, or with `dryRun` would do. A dry run lists conflicts; a real one is refused for them. */
export const Undone = z.object({
  dryRun: z.boolean(),
  change: Change.nullable(),
  stats: ChangeStats,
  files: z.array(ChangedFile),
  conflicts: z.array(z.object({ path: z.string(), message: z.string() })),
})
export type Undone = z.infer<typeof Undone>

export const RunChecks = z.strictObject({
  repoId: Id,
  checks: z.array(text(100, 1)).min(1).max(50).optional().meta({ description: 'In this order; all when left out' }),
  changeId: Id.optional().meta({ description: 'The change that they check' }),
  stopOnFailure: z.boolean().default(true),
  ...originFields,
  idempotencyKey: text(200, 1).optional(),
})
export type RunChecks = z.infer<typeof RunChecks>

/** Whether each entry's hash covers the entry and the one before. */
export const LedgerCheck = z.object({
  repoId: z.string(),
  ok: z.boolean(),
  entries: Count,
  brokenAt: Count.nullable().meta({ description: 'The sequence of the first entry that is wrong or missing' }),
  message: z.string(),
})
export type LedgerCheck = z.infer<typeof LedgerCheck>

export const UndoChangePayload = z.strictObject({
  repoId: Id,
  changeId: Id,
  kind: z.enum(['undo', 'redo']),
  changeIds: z.array(Id).min(1),
  paths: z.array(z.string()).nullable(),
  summary: z.string(),
  threadId: Id.nullable(),
  taskId: Id.nullable(),
  origin: z.string().nullable(),
})
export type UndoChangePayload = z.infer<typeof UndoChangePayload>
export const RunChecksPayload = z.strictObject({
  repoId: Id,
  checks: z.array(z.string()),
  changeId: Id.nullable(),
  stopOnFailure: z.boolean(),
  summary: z.string(),
  threadId: Id.nullable(),
  taskId: Id.nullable(),
  origin: z.string().nullable(),
})
export type RunChecksPayload = z.infer<typeof RunChecksPayload>
