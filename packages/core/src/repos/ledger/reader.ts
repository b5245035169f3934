import { type Look, type Tables, statement } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { Change, ChangeKind, ChangeStatus, ChangedFile, CheckResult } from '../../contract/index.ts'
import { notFound } from '../../kernel/errors.ts'
import { objectFrom } from '../../kernel/json.ts'
import { type Micros, isoFromMicros } from '../../kernel/time.ts'
import { type Entry, type EntryFile, fileColumnsOfEntry } from './entry.ts'

export type ChangeRow = Selectable<Tables['repo_change']>
type FileRow = Omit<Selectable<Tables['repo_change_file']>, 'diff'> & { diff: string | null }

export const octal = (mode: number | null): string | null => (mode === null ? null : mode.toString(8))

/** A file of an entry as the world sees it. */
export const changedFileFrom = (file: EntryFile, undoneBy: string | null = null): ChangedFile => ({
  path: file.path,
  oldPath: file.oldPath,
  action: file.action,
  binary: file.binary,
  linesAdded: file.linesAdded,
  linesRemoved: file.linesRemoved,
  beforeSha256: file.beforeSha256,
  afterSha256: file.afterSha256,
  beforeMode: octal(file.beforeMode),
  afterMode: octal(file.afterMode),
  beforeBytes: file.beforeBytes,
  afterBytes: file.afterBytes,
  undoneBy,
  diff: file.diff,
})

export const entryFileFrom = (row: FileRow): EntryFile => ({
  path: row.path,
  oldPath: row.oldPath,
  action: row.action as EntryFile['action'],
  binary: row.binary === 1,
  linesAdded: row.linesAdded,
  linesRemoved: row.linesRemoved,
  beforeSha256: row.beforeSha256,
  afterSha256: row.afterSha256,
  beforeMode: row.beforeMode,
  afterMode: row.afterMode,
  beforeBytes: row.beforeBytes,
  afterBytes: row.afterBytes,
  diff: row.diff,
})

const statsOf = ({ files, linesAdded, linesRemoved, bytes }: ChangeRow) => ({ files, linesAdded, linesRemoved, bytes })

const errorOf = ({ errorReason, errorMessage, errorDetails }: ChangeRow) =>
  errorReason === null
    ? null
    : { reason: errorReason, message: errorMessage ?? '', details: errorDetails && objectFrom(errorDetails) }

/** An entry as it was appended. */
export const entryFromRow = (row: ChangeRow, files: readonly FileRow[]): Entry => ({
  id: row.id,
  repoId: row.repoId,
  kind: row.kind as ChangeKind,
  status: row.status as ChangeStatus,
  summary: row.summary,
  threadId: row.threadId,
  taskId: row.taskId,
  origin: row.origin,
  jobId: row.jobId,
  proposalId: row.proposalId,
  targets: JSON.parse(row.targets),
  stats: statsOf(row),
  chargedLines: row.chargedLines,
  checks: JSON.parse(row.checks),
  error: errorOf(row),
  createdAt: row.createdAt,
  completedAt: row.completedAt,
  files: files.map(entryFileFrom),
})

interface Beside {
  readonly files: readonly FileRow[]
  readonly checks: readonly CheckResult[]
  readonly proposal: ProposalRow | undefined
  readonly now: Micros
}

const changeFromRow = (row: ChangeRow, { files, checks, proposal, now }: Beside): Change => ({
  ...entryFromRow(row, []),
  targets: JSON.parse(row.targets),
  sequence: row.sequence,
  undoneBy: row.undoneBy,
  proposal: proposal ? proposalFromRow(proposal, now) : null,
  files: files.map((file) => changedFileFrom(entryFileFrom(file), file.undoneBy)),
  checks: row.kind === 'checks' ? JSON.parse(row.checks) : [...checks],
  createdAt: isoFromMicros(row.createdAt),
  completedAt: isoFromMicros(row.completedAt),
  previousHash: row.previousHash,
  hash: row.hash,
})

interface ProposalRow extends Selectable<Tables['repo_proposal']> {
  /** How the entry ended that closed it: one that was refused was closed by the entry that says so. */
  readonly closedAs: string | null
}

const proposalFromRow = (row: ProposalRow, now: Micros): Change['proposal'] => ({
  state: proposalState(row, now),
  expiresAt: isoFromMicros(row.expiresAt),
  closedBy: row.usedBy,
})

const selectProposals = (look: Look) =>
  look
    .selectFrom('repo_proposal as proposal')
    .leftJoin('repo_change as closing', 'closing.id', 'proposal.usedBy')
    .selectAll('proposal')
    .select('closing.status as closedAs')

export async function findProposalRow(look: Look, id: string): Promise<ProposalRow | undefined> {
  return await selectProposals(look).where('proposal.id', '=', id).executeTakeFirst()
}

export function proposalState(
  { usedBy, closedAs, expiresAt }: ProposalRow,
  now: Micros,
): 'open' | 'used' | 'refused' | 'expired' {
  if (closedAs === 'refused') return 'refused'
  if (usedBy !== null) return 'used'
  return expiresAt <= now ? 'expired' : 'open'
}

const fileColumnsInLists = [...fileColumnsOfEntry, 'undoneBy'] as const

type FileRowInLists = Omit<FileRow, 'diff'>
type CheckRow = Awaited<ReturnType<ReturnType<typeof selectChecks>['execute']>>[number]

const selectFiles = (look: Look) => look.selectFrom('repo_change_file').select(fileColumnsInLists).orderBy('position')

const selectChecks = (look: Look) =>
  look
    .selectFrom('repo_change_target as target')
    .innerJoin('repo_change as run', 'run.id', 'target.changeId')
    .select(['target.targetId', 'run.checks', 'run.sequence'])
    .where('target.kind', '=', 'checks')
    .orderBy('run.sequence')

interface InOtherTables {
  readonly files: readonly FileRow[] | readonly FileRowInLists[]
  readonly checks: readonly CheckRow[]
}

/** The changes of these rows for a list: three queries however many there are. */
export async function changesFromRows(look: Look, rows: readonly ChangeRow[], now: Micros): Promise<Change[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const files = await selectFiles(look).where('changeId', 'in', ids).execute()
  const checks = await selectChecks(look).where('target.targetId', 'in', ids).execute()
  return await assembleChanges(look, rows, { files, checks }, now)
}

async function assembleChanges(
  look: Look,
  rows: readonly ChangeRow[],
  { files, checks }: InOtherTables,
  now: Micros,
): Promise<Change[]> {
  const proposed = rows.filter(({ kind }) => kind === 'propose').map(({ id }) => id)
  const proposals =
    proposed.length === 0 ? [] : await selectProposals(look).where('proposal.id', 'in', proposed).execute()
  const filesById = Map.groupBy<string, FileRow>(
    files.map((file) => ({ diff: null, ...file })),
    ({ changeId }) => changeId,
  )
  const checksById = Map.groupBy(checks, ({ targetId }) => targetId)
  const proposalById = new Map(proposals.map((proposal) => [proposal.id, proposal]))
  return rows.map((row) =>
    changeFromRow(row, {
      files: filesById.get(row.id) ?? [],
      checks: latestOfEach((checksById.get(row.id) ?? []).flatMap((run) => JSON.parse(run.checks) as CheckResult[])),
      proposal: proposalById.get(row.id),
      now,
    }),
  )
}

/** Of checks that ran more than once, how they ended the last time. */
const latestOfEach = (checks: readonly CheckResult[]): CheckResult[] => [
  ...new Map(checks.map((check) => [check.name, check])).values(),
]

const selectChange = statement<{ id: string }>()((db, slots) =>
  db.selectFrom('repo_change').selectAll().where('id', '=', slots.id),
)

/** An entry of any repository: no two have the same id. */
export async function findAnyChangeRow(look: Look, id: string): Promise<ChangeRow | undefined> {
  const [row] = (await selectChange(look, { id })).rows
  return row
}

export async function findChangeRow(look: Look, repoId: string, id: string): Promise<ChangeRow | undefined> {
  const row = await findAnyChangeRow(look, id)
  return row?.repoId === repoId ? row : undefined
}

export async function getChangeRow(look: Look, repoId: string, id: string): Promise<ChangeRow> {
  const row = await findChangeRow(look, repoId, id)
  if (!row) throw notFound('CHANGE_NOT_FOUND', id)
  return row
}

const filesWithoutDiffsOf = statement<{ id: string }>()((db, slots) => selectFiles(db).where('changeId', '=', slots.id))
const checksOf = statement<{ id: string }>()((db, slots) => selectChecks(db).where('target.targetId', '=', slots.id))

/** A change with its diffs, or without, as those who made it get it. */
export async function getChange(
  look: Look,
  repoId: string,
  id: string,
  { now, diffs = false }: { readonly now: Micros; readonly diffs?: boolean },
): Promise<Change> {
  const row = await getChangeRow(look, repoId, id)
  const files = diffs ? await filesOfChange(look, id) : (await filesWithoutDiffsOf(look, { id })).rows
  const { rows: checks } = await checksOf(look, { id })
  const [change] = await assembleChanges(look, [row], { files, checks }, now)
  if (!change) throw notFound('CHANGE_NOT_FOUND', id)
  return change
}

/** The files of a change, as the ledger keeps them. */
export async function filesOfChange(look: Look, changeId: string) {
  return await look
    .selectFrom('repo_change_file')
    .selectAll()
    .where('changeId', '=', changeId)
    .orderBy('position')
    .execute()
}
