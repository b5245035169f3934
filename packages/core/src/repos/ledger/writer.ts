import { type Tx, insertRows, statement } from '@hydraflow/db'
import { batchesOf } from '../../kernel/batches.ts'
import { jsonFrom } from '../../kernel/json.ts'
import { type Entry, columnsOfEntry, entryHash, fileColumnsOfEntry } from './entry.ts'

/** Keeps the files of an entry, before it is appended. */
export async function keepFiles(
  tx: Tx,
  { id: changeId, repoId }: Pick<Entry, 'id' | 'repoId'>,
  files: Entry['files'],
): Promise<void> {
  const rows = files.map((file, position) => ({
    ...file,
    binary: file.binary ? (1 as const) : (0 as const),
    changeId,
    position,
    repoId,
  }))
  await insertRows(tx, 'repo_change_file', rows, { columns: fileColumns })
}

const fileColumns = [...fileColumnsOfEntry, 'diff'] as const

const takeSequence = statement<{ repoId: string; lastChangeAt: number }>()((db, slots) =>
  db
    .updateTable('repo')
    .set((eb) => ({ sequence: eb('sequence', '+', 1), lastChangeAt: slots.lastChangeAt }))
    .where('id', '=', slots.repoId)
    .returning(['sequence', 'headHash']),
)

const setHead = statement<{ repoId: string; hash: string }>()((db, slots) =>
  db.updateTable('repo').set({ headHash: slots.hash }).where('id', '=', slots.repoId),
)

const changeColumns = [...columnsOfEntry, 'errorDetails'] as const

/**
 * Appends an entry, whose files are kept already, to the ledger of its repository. The row of the repository holds the
 * head, and is locked by it.
 */
export async function appendEntry(tx: Tx, entry: Entry): Promise<void> {
  const { id, repoId, stats, error, targets, checks } = entry
  const [head] = (await takeSequence(tx, { repoId, lastChangeAt: entry.completedAt })).rows
  if (!head) throw new Error(`There is no repository ${repoId} to append to.`)
  const hash = entryHash(entry, head.sequence, head.headHash)
  await setHead(tx, { repoId, hash })
  const row = {
    id,
    repoId,
    sequence: head.sequence,
    kind: entry.kind,
    status: entry.status,
    summary: entry.summary,
    threadId: entry.threadId,
    taskId: entry.taskId,
    origin: entry.origin,
    jobId: entry.jobId,
    proposalId: entry.proposalId,
    targets: jsonFrom(targets),
    undoneBy: null,
    ...stats,
    chargedLines: entry.chargedLines,
    checks: jsonFrom(checks),
    errorReason: error?.reason ?? null,
    errorMessage: error?.message ?? null,
    errorDetails: error?.details ? jsonFrom(error.details) : null,
    createdAt: entry.createdAt,
    completedAt: entry.completedAt,
    previousHash: head.headHash,
    hash,
  }
  await insertRows(tx, 'repo_change', [row], { columns: changeColumns })
  const pointers = [...new Set(targets)].map((targetId) => ({ targetId, changeId: id, kind: entry.kind }))
  await insertRows(tx, 'repo_change_target', pointers, { columns: ['targetId', 'changeId', 'kind'] })
}

/** A statement takes some ten thousand parameters at the most, and on PostgreSQL no list may be empty. */
const pathsPerStatement = 500

/** Notes on files of a change that another change took them back, and on the change once that is true of all of them. */
export async function markUndone(tx: Tx, changeId: string, undoneBy: string, paths: readonly string[]): Promise<void> {
  for (const some of batchesOf(paths, pathsPerStatement)) {
    await tx
      .updateTable('repo_change_file')
      .set({ undoneBy })
      .where('changeId', '=', changeId)
      .where('path', 'in', some)
      .where('undoneBy', 'is', null)
      .execute()
  }
  const left = await tx
    .selectFrom('repo_change_file')
    .select('position')
    .where('changeId', '=', changeId)
    .where('undoneBy', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!left) await tx.updateTable('repo_change').set({ undoneBy }).where('id', '=', changeId).execute()
}

/** A change that was applied again is no longer undone. */
export async function unmarkUndone(tx: Tx, changeId: string): Promise<void> {
  await tx.updateTable('repo_change_file').set({ undoneBy: null }).where('changeId', '=', changeId).execute()
  await tx.updateTable('repo_change').set({ undoneBy: null }).where('id', '=', changeId).execute()
}
