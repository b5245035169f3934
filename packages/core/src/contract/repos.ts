import { z } from 'zod'
import { Count, Id, IsoTime, isCleanText, listInput, oneOrMany, pageOf, text } from './primitives.ts'

/** What may be done in a repository. */
export const RepoOperation = z.enum(['read', 'write', 'run_checks'])
export type RepoOperation = z.infer<typeof RepoOperation>

const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower case hexadecimal digits')
  .meta({ description: 'SHA-256 of the bytes, in lower case hexadecimal' })

/** A path inside the root, with `/` between names. What is wrong with one is said by `PATH_INVALID` and its kin. */
const RepoPath = z.string().min(1).max(16_384).meta({ description: 'A path relative to the root, with slashes' })

const Globs = z.array(text(500, 1)).max(500)

/** Which paths may be changed (`allow`; every path when it is empty) and which are closed to reading as well (`deny`). */
export const RepoRules = z.strictObject({
  allow: Globs.default([]).meta({
    description:
      'Globs of what may be changed; empty allows all. A file that runs by itself later (CI workflow, git hook, editor task, package script, agent setting) must stand here by its exact path',
  }),
  deny: Globs.default([]).meta({ description: 'Globs of what may be neither read nor changed' }),
})
export type RepoRules = z.infer<typeof RepoRules>

const limit = (fallback: number) => z.int().min(0).max(1_000_000_000).default(fallback)

/** How much may change: in one patch, and in any stretch of an hour and of a day. Lines are those added and removed. */
export const RepoBudget = z.strictObject({
  maxFiles: limit(50),
  maxLines: limit(4_000),
  maxBytes: limit(8 * 1024 * 1024).meta({
    description: 'Bytes of the lines added and removed; for a binary file, of what it was and what it becomes',
  }),
  perHour: z.strictObject({ maxPatches: limit(60), maxLines: limit(20_000) }).prefault({}),
  perDay: z.strictObject({ maxPatches: limit(500), maxLines: limit(100_000) }).prefault({}),
})
export type RepoBudget = z.infer<typeof RepoBudget>

/** A command that may be run in the root, by its name alone. */
export const RepoCheck = z.strictObject({
  name: text(100, 1),
  command: z.array(text(4_096, 1)).min(1).max(100).meta({ description: 'Program and arguments; never a shell line' }),
  timeoutSeconds: z.number().positive().max(7_200).default(600),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), text(10_000))
    .default({})
    .meta({ description: 'Added to the few variables that a check is given' }),
})
export type RepoCheck = z.infer<typeof RepoCheck>

const Checks = z
  .array(RepoCheck)
  .max(50)
  .refine((checks) => new Set(checks.map(({ name }) => name)).size === checks.length, 'two checks have the same name')

export const Repo = z.object({
  id: z.string(),
  name: z.string(),
  root: z.string(),
  allowedOps: z.array(RepoOperation),
  rules: RepoRules,
  budget: RepoBudget,
  checks: z.array(RepoCheck),
  changes: Count.meta({ description: 'Entries of the ledger' }),
  lastChangeAt: IsoTime.nullable(),
  createdAt: IsoTime,
  updatedAt: IsoTime,
})
export type Repo = z.infer<typeof Repo>
export const RepoPage = pageOf(Repo)

const operations = z.array(RepoOperation).max(10)

export const RegisterRepo = z.strictObject({
  id: Id.optional(),
  root: text(4_096, 1).meta({ description: 'An absolute path of a directory on the machine of the server' }),
  name: text(200, 1).optional().meta({ description: 'The name of the directory when left out' }),
  allowedOps: operations.default(['read', 'write', 'run_checks']),
  rules: RepoRules.prefault({}),
  budget: RepoBudget.prefault({}),
  checks: Checks.default([]),
})
export type RegisterRepo = z.infer<typeof RegisterRepo>

/** A field left out stays as it is; one that is given is replaced whole. */
export const UpdateRepo = z.strictObject({
  id: Id,
  name: text(200, 1).optional(),
  allowedOps: operations.optional(),
  rules: RepoRules.optional(),
  budget: RepoBudget.optional(),
  checks: Checks.optional(),
})
export type UpdateRepo = z.infer<typeof UpdateRepo>

/** Newest first. */
export const ListRepos = z.strictObject({ ...listInput })
export type ListRepos = z.infer<typeof ListRepos>

export const ByRepo = z.strictObject({ repoId: Id })
export type ByRepo = z.infer<typeof ByRepo>

/** What git says of the root. Lists hold at most 1,000 paths; `truncated` says that there were more. */
export const GitStatus = z.object({
  branch: z.string().nullable().meta({ description: 'null when HEAD is detached' }),
  commit: z.string().nullable().meta({ description: 'null before the first commit' }),
  upstream: z.string().nullable(),
  ahead: Count,
  behind: Count,
  staged: z.array(z.string()),
  unstaged: z.array(z.string()),
  untracked: z.array(z.string()),
  conflicts: z.array(z.string()),
  truncated: z.boolean(),
})
export type GitStatus = z.infer<typeof GitStatus>

/** `git` is null for a root that is in no git repository. */
export const RepoStatus = z.object({ repoId: z.string(), root: z.string(), git: GitStatus.nullable() })
export type RepoStatus = z.infer<typeof RepoStatus>

/** Files in the order of their paths, without what git ignores and what the rules deny. */
export const ListRepoFiles = z.strictObject({
  repoId: Id,
  path: RepoPath.optional().meta({ description: 'Only what is below this directory' }),
  q: text(500).optional().meta({ description: 'Only paths that hold this text' }),
  ...listInput,
})
export type ListRepoFiles = z.infer<typeof ListRepoFiles>

export const RepoFile = z.object({ path: z.string(), kind: z.enum(['file', 'symlink']), bytes: Count })
export type RepoFile = z.infer<typeof RepoFile>
export const RepoFilePage = pageOf(RepoFile)

/** `offset` and `length` are bytes of the file; text is cut at whole characters. */
export const ReadRepoFile = z.strictObject({
  repoId: Id,
  path: RepoPath,
  offset: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  length: z
    .int()
    .min(1)
    .max(4 * 1024 * 1024)
    .default(1024 * 1024),
})
export type ReadRepoFile = z.infer<typeof ReadRepoFile>

export const RepoFileContent = z.object({
  path: z.string(),
  bytes: Count.meta({ description: 'Of the whole file' }),
  offset: Count,
  nextOffset: Count.nullable().meta({ description: 'Where the rest begins; null at the end' }),
  sha256: Sha256.meta({ description: 'Of the whole file: what expectedSha256 of a patch takes' }),
  mode: z.string().meta({ description: 'Permission bits in octal: 644' }),
  encoding: z.enum(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'latin1', 'base64']).meta({
    description: 'How the file spells its text; base64 means that it is binary and content is base64',
  }),
  lineEnding: z.enum(['lf', 'crlf', 'mixed', 'none']),
  content: z.string(),
})
export type RepoFileContent = z.infer<typeof RepoFileContent>

const patchText = z
  .string()
  .max(64 * 1024 * 1024)
  .refine(isCleanText, 'must hold no NUL byte and no unpaired surrogate')

/** Replaces one stretch of a file. `oldText` must be in the file exactly once, or be replaced everywhere. */
const Edit = z.strictObject({
  oldText: patchText.min(1),
  newText: patchText,
  replaceAll: z.boolean().default(false),
})

const expectedSha256 = Sha256.nullable().optional().meta({
  description: 'What the file must be before the patch; null: it must not be there',
})

const mode = z.enum(['644', '755']).optional().meta({ description: 'Permission bits of the file after the patch' })

/** One file of a patch: exactly one of content, edits, diff and delete, or renameTo alone or beside edits or diff. */
export const PatchFile = z
  .strictObject({
    path: RepoPath,
    content: patchText.optional().meta({ description: 'The whole file as it shall be' }),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8').meta({ description: 'Of content; base64 for binary bytes' }),
    edits: z.array(Edit).min(1).max(1_000).optional(),
    diff: patchText
      .min(1)
      .optional()
      .meta({ description: 'A unified diff of this one file; its headers may be left out' }),
    delete: z.literal(true).optional(),
    renameTo: RepoPath.optional(),
    mode,
    expectedSha256,
  })
  .refine(({ content, edits, diff, delete: remove, renameTo, mode: wanted }) => {
    const ways = [content, edits, diff, remove].filter((way) => way !== undefined).length
    if (remove) return ways === 1 && renameTo === undefined && wanted === undefined
    return ways === 1 || (ways === 0 && (renameTo !== undefined || wanted !== undefined))
  }, 'give exactly one of content, edits, diff and delete; renameTo and mode may stand alone or beside the first three')
export type PatchFile = z.infer<typeof PatchFile>

const patchFields = {
  files: z.array(PatchFile).min(1).max(10_000).optional(),
  patch: patchText
    .min(1)
    .optional()
    .meta({ description: 'A unified diff of several files, or a `*** Begin Patch` envelope; told apart by the text' }),
  mode: z.enum(['strict', 'lenient']).default('strict').meta({
    description:
      'How a patch finds its place: strict wants exact and unique context, lenient forgives spaces and quotes and takes the first place',
  }),
  expectedSha256: z.record(RepoPath, Sha256.nullable()).optional().meta({
    description: 'For a patch text: what the files it names must be before; null: not there',
  }),
}

const originFields = {
  summary: text(2_000).default(''),
  threadId: Id.optional(),
  taskId: Id.optional(),
  origin: text(200, 1).optional().meta({ description: 'Who asks: the name of an agent, an editor, a person' }),
}

const namesOne = (fields: readonly unknown[]) => fields.filter((field) => field !== undefined).length === 1

/** Checks all that applying would, and writes nothing. */
export const ProposePatch = z
  .strictObject({
    repoId: Id,
    ...patchFields,
    ...originFields,
    expiresInSeconds: z.int().min(1).max(604_800).default(3_600),
  })
  .refine(({ files, patch }) => namesOne([files, patch]), 'give exactly one of files and patch')
export type ProposePatch = z.infer<typeof ProposePatch>

/** Applies a patch or a proposal, all of it or nothing. */
export const ApplyPatch = z
  .strictObject({
    repoId: Id,
    id: Id.optional().meta({ description: 'Of the change; applying the same id again gives the change there is' }),
    ...patchFields,
    proposalId: Id.optional(),
    paths: z.array(RepoPath).min(1).max(10_000).optional().meta({ description: 'Only these files of the proposal' }),
    ...originFields,
    runChecks: z.array(text(100, 1)).min(1).max(50).optional().meta({ description: 'Checks to run on the result' }),
    undoOnFailure: z
      .boolean()
      .default(false)
      .meta({ description: 'Take the change back when one of the checks fails' }),
  })
  .refine(
    ({ files, patch, proposalId }) => namesOne([files, patch, proposalId]),
    'give exactly one of files, patch and proposalId',
  )
  .refine(
    ({ paths, proposalId }) => paths === undefined || proposalId !== undefined,
    'paths choose among the files of a proposal',
  )
  .refine(({ undoOnFailure, runChecks }) => !undoOnFailure || runChecks !== undefined, 'undoOnFailure needs runChecks')
export type ApplyPatch = z.infer<typeof ApplyPatch>

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
  diff: z
    .string()
    .nullable()
    .meta({ description: 'Unified diff; null for binary files, in lists, and when it is no longer kept' }),
})
export type ChangedFile = z.infer<typeof ChangedFile>

export const CheckResult = z.object({
  name: z.string(),
  command: z.array(z.string()),
  status: z.enum(['passed', 'failed', 'timed_out', 'cancelled', 'not_started']),
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
  .enum(['proposed', 'applied', 'refused', 'failed', 'passed'])
  .meta({ description: 'passed and failed also say how checks ended; refused and failed left the files alone' })
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
    .object({ state: z.enum(['open', 'used', 'expired']), expiresAt: IsoTime })
    .nullable()
    .meta({ description: 'Of an entry that proposes: whether it can still be applied, by its id' }),
  stats: ChangeStats,
  chargedLines: Count.meta({ description: 'What it took from the budget' }),
  files: z.array(ChangedFile),
  checks: z.array(CheckResult),
  error: z.object({ reason: z.string(), message: z.string() }).nullable(),
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
  path: RepoPath.optional().meta({ description: 'Only changes of this file' }),
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

const BudgetUse = z.object({ limit: Count, used: Count, left: Count })

/** What is left of the budget now. */
export const BudgetLeft = z.object({
  repoId: z.string(),
  perPatch: z.object({ maxFiles: Count, maxLines: Count, maxBytes: Count }),
  perHour: z.object({ patches: BudgetUse, lines: BudgetUse }),
  perDay: z.object({ patches: BudgetUse, lines: BudgetUse }),
})
export type BudgetLeft = z.infer<typeof BudgetLeft>

/** What a budget bounds: for one patch, and for all patches of an hour and of a day. */
export const budgetBounds = [
  'maxFiles',
  'maxLines',
  'maxBytes',
  'perHour.maxPatches',
  'perHour.maxLines',
  'perDay.maxPatches',
  'perDay.maxLines',
] as const
export const BudgetBound = z.enum(budgetBounds)
export type BudgetBound = z.infer<typeof BudgetBound>

/** What a `BUDGET_EXCEEDED` says in `details.exceeded`, for every bound that does not hold. */
export const Exceeded = z.object({ bound: BudgetBound, limit: Count, used: Count, asked: Count })
export type Exceeded = z.infer<typeof Exceeded>

/** What a patch would do. */
export const Proposal = z.object({
  proposalId: z.string(),
  repoId: z.string(),
  expiresAt: IsoTime,
  summary: z.string(),
  stats: ChangeStats,
  files: z.array(ChangedFile),
  budget: BudgetLeft,
})
export type Proposal = z.infer<typeof Proposal>

/** What keeps a file, or one hunk of it, from being patched. Lines count from 1. */
export const PatchProblem = z.object({
  path: z.string(),
  hunk: Count.nullable().meta({ description: 'Which hunk, chunk or edit of the file, from 1' }),
  problem: z.enum([
    'file_not_found',
    'file_exists',
    'not_a_file',
    'text_not_found',
    'text_ambiguous',
    'overlaps',
    'encoding',
    'binary',
    'named_twice',
    'invalid',
  ]),
  message: z.string(),
  places: z.array(Count).meta({ description: 'The lines where an ambiguous text begins' }),
  nearest: z
    .object({ line: Count, text: z.string() })
    .nullable()
    .meta({ description: 'The lines of the file that come closest to what was looked for' }),
})
export type PatchProblem = z.infer<typeof PatchProblem>

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

/** The patch itself waits in a file of the data directory, since it may be large. */
export const ApplyPatchPayload = z.strictObject({ repoId: Id, changeId: Id, input: z.string() })
export type ApplyPatchPayload = z.infer<typeof ApplyPatchPayload>
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
