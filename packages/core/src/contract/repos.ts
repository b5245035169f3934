import { z } from 'zod'
import { Count, Id, IsoTime, listInput, pageOf, text } from './primitives.ts'
import { RepoPath, Sha256 } from './repo-fields.ts'

/** What may be done in a repository. */
export const RepoOperation = z.enum(['read', 'write', 'run_checks'])
export type RepoOperation = z.infer<typeof RepoOperation>

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

const bound = z.int().min(0).max(1_000_000_000)
const limit = (fallback: number) => bound.default(fallback)

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

/** Words that stand where the id of a repository stands in addresses. */
const addressWords = new Set(['list', 'changes'])

export const RegisterRepo = z.strictObject({
  id: Id.refine((id) => !addressWords.has(id), 'is a word of the addresses of repositories').optional(),
  root: text(4_096, 1).meta({ description: 'An absolute path of a directory on the machine of the server' }),
  name: text(200, 1).optional().meta({ description: 'The name of the directory when left out' }),
  allowedOps: operations.default(['read', 'write', 'run_checks']),
  rules: RepoRules.prefault({}),
  budget: RepoBudget.prefault({}),
  checks: Checks.default([]),
})
export type RegisterRepo = z.infer<typeof RegisterRepo>

const given = bound.optional()
const windowChange = z.strictObject({ maxPatches: given, maxLines: given }).optional()

/** A field left out stays as it is, also inside rules and budget; a list that is given is replaced whole. */
export const UpdateRepo = z.strictObject({
  id: Id,
  name: text(200, 1).optional(),
  allowedOps: operations.optional(),
  rules: z.strictObject({ allow: Globs.optional(), deny: Globs.optional() }).optional(),
  budget: z
    .strictObject({ maxFiles: given, maxLines: given, maxBytes: given, perHour: windowChange, perDay: windowChange })
    .optional(),
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
