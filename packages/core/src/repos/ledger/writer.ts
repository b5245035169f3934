import { type Tx, insertRows, statement } from '@hydraflow/db'
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
