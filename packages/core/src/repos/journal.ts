import { type Look, type Tx, statement } from '@hydraflow/db'
import { jsonFrom } from '../kernel/json.ts'
import type { Entry, EntryError } from './ledger/entry.ts'
import { markUndone } from './ledger/mark-undone.ts'
import { appendEntry } from './ledger/writer.ts'

/** What a change says of itself before it is worked out. */
export interface Draft
  extends Pick<
    Entry,
    'id' | 'repoId' | 'summary' | 'threadId' | 'taskId' | 'origin' | 'proposalId' | 'targets' | 'createdAt'
  > {
  readonly kind: 'apply' | 'undo' | 'redo'
  readonly jobId: string
  /** An undo of an undo does what a redo does. */
  readonly reapplies?: boolean
}

/** Files of an earlier change that this one takes back or applies again, by their paths in that change. */
export interface Reverted {
  readonly changeId: string
  readonly paths: readonly string[]
}

/**
 * What the journal says of a change whose budget is not taken yet: where its files are being written. None of them has
 * come to its place.
 */
export interface JournalClaim {
  readonly draft: Draft
  readonly paths: readonly string[]
}

/** What the journal keeps of a change while its files come to their places: all that the ledger will say but the files. */
export interface JournalEntry {
  readonly draft: Draft
  readonly stats: Entry['stats']
  readonly chargedLines: number
  readonly reverted: readonly Reverted[]
}

/** Taking back must always be possible, and gives nothing back. */
export const isCharged = ({ kind, reapplies = false }: Pick<Draft, 'kind' | 'reapplies'>): boolean =>
  kind !== 'undo' || reapplies

interface JournalRow {
  readonly repoId: string
  readonly changeId: string
  readonly jobId: string
  readonly token: string
  readonly entry: string
  readonly startedAt: number
}

const insertJournal = statement<JournalRow>()((db, slots) =>
  db
    .insertInto('repo_journal')
    .values({
      repoId: slots.repoId,
      changeId: slots.changeId,
      jobId: slots.jobId,
      token: slots.token,
      entry: slots.entry,
      startedAt: slots.startedAt,
    })
    .onConflict((conflict) => conflict.column('repoId').doNothing()),
)

/** Opens the journal of a repository; false when somebody else has it open. */
export async function openJournal(tx: Tx, row: JournalRow): Promise<boolean> {
  return (await insertJournal(tx, row)).changed > 0
}

const selectJournal = statement<Pick<JournalRow, 'repoId' | 'changeId' | 'jobId'>>()((db, slots) =>
  db
    .selectFrom('repo_journal')
    .select('changeId')
    .where('repoId', '=', slots.repoId)
    .where('changeId', '=', slots.changeId)
    .where('jobId', '=', slots.jobId),
)

/** Whether the journal that is open is that of the change, and nobody has taken it over. */
export async function hasJournal(look: Look, { repoId, id, jobId }: Draft): Promise<boolean> {
  return (await selectJournal(look, { repoId, changeId: id, jobId })).rows.length > 0
}

const updateJournal = statement<Pick<JournalRow, 'repoId' | 'changeId' | 'entry'>>()((db, slots) =>
  db
    .updateTable('repo_journal')
    .set({ entry: slots.entry })
    .where('repoId', '=', slots.repoId)
    .where('changeId', '=', slots.changeId),
)

/** Writes the whole entry into the journal of a change; false when somebody else closed it. */
export async function completeJournal(tx: Tx, { repoId, id }: Draft, entry: string): Promise<boolean> {
  return (await updateJournal(tx, { repoId, changeId: id, entry })).changed > 0
}

/** Closes the journal of a change that is whole in the tree; false when somebody else closed it. */
export async function settleApplied(
  tx: Tx,
  { draft, stats, chargedLines, reverted }: JournalEntry,
  { files, completedAt }: Pick<Entry, 'files' | 'completedAt'>,
): Promise<boolean> {
  if (!(await closeJournal(tx, draft))) return false
  await appendEntry(tx, {
    ...draft,
    files,
    stats,
    chargedLines,
    status: 'applied',
    checks: [],
    error: null,
    completedAt,
  })
  const undoneBy = draft.kind === 'redo' ? null : draft.id
  for (const { changeId, paths } of reverted) await markUndone(tx, { changeId, undoneBy, paths })
  return true
}

/** Closes the journal of a change of which nothing is left in the files, and gives back what it took. */
export async function settleAbandoned(tx: Tx, draft: Pick<Draft, 'repoId' | 'id'>): Promise<boolean> {
  if (!(await closeJournal(tx, draft))) return false
  await tx.deleteFrom('repo_change_file').where('changeId', '=', draft.id).execute()
  await tx.deleteFrom('repo_charge').where('changeId', '=', draft.id).execute()
  await tx.updateTable('repo_proposal').set({ usedBy: null }).where('usedBy', '=', draft.id).execute()
  return true
}

const deleteJournal = statement<{ repoId: string; changeId: string }>()((db, slots) =>
  db.deleteFrom('repo_journal').where('repoId', '=', slots.repoId).where('changeId', '=', slots.changeId),
)

async function closeJournal(tx: Tx, { repoId, id }: Pick<Draft, 'repoId' | 'id'>): Promise<boolean> {
  const { changed } = await deleteJournal(tx, { repoId, changeId: id })
  return changed > 0
}

const nothing = { files: 0, linesAdded: 0, linesRemoved: 0, bytes: 0 }

interface Ending extends Pick<EntryError, 'reason' | 'message'> {
  readonly details?: Readonly<Record<string, unknown>>
}

/** The entry of a change that came to nothing, with the reason. */
export const endedEntry = (
  draft: Omit<Draft, 'kind' | 'jobId'> & { readonly kind: Entry['kind']; readonly jobId: string | null },
  status: 'refused' | 'failed',
  { reason, message, details }: Ending,
  completedAt: number,
): Entry => ({
  ...draft,
  status,
  error: { reason, message, details: keptDetails(details) },
  completedAt,
  files: [],
  stats: nothing,
  chargedLines: 0,
  checks: [],
})

/** The rest of an entry is bounded; this depends on the patch. */
const maxDetailBytes = 64 * 1024

function keptDetails(details: Ending['details'] = {}): EntryError['details'] {
  if (Object.keys(details).length === 0) return null
  return Buffer.byteLength(jsonFrom(details)) <= maxDetailBytes ? details : null
}
