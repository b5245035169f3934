import type { Tx } from '@hydraflow/db'
import { batchesOf } from '../../kernel/batches.ts'

/** Files of a change, and the change that took them back; null if they stand again. */
export interface Marking {
  readonly changeId: string
  readonly undoneBy: string | null
  readonly paths: readonly string[]
}

/** A statement takes some ten thousand parameters at the most, and on PostgreSQL no list may be empty. */
const pathsPerStatement = 500

/**
 * Notes on files of a change whether they were taken back, and by what; on the change itself, once that is true of all of
 * them. If the change was an undo or a redo, what it reverted is marked as well.
 */
export async function markUndone(tx: Tx, marking: Marking): Promise<void> {
  const { changeId, undoneBy, paths } = marking
  for (const some of batchesOf(paths, pathsPerStatement)) {
    await tx
      .updateTable('repo_change_file')
      .set({ undoneBy })
      .where('changeId', '=', changeId)
      .where('path', 'in', some)
      .where('undoneBy', undoneBy === null ? 'is not' : 'is', null)
      .execute()
  }
  const files = await marksOf(tx, changeId)
  const isWhole = files.every((file) => file.undoneBy !== null)
  await tx
    .updateTable('repo_change')
    .set({ undoneBy: isWhole ? undoneBy : null })
    .where('id', '=', changeId)
    .execute()
  await markReverted(tx, marking, files)
}

interface Mark {
  readonly path: string
  readonly oldPath: string | null
  readonly undoneBy: string | null
}

const marksOf = (tx: Tx, changeId: string): Promise<Mark[]> =>
  tx.selectFrom('repo_change_file').select(['path', 'oldPath', 'undoneBy']).where('changeId', '=', changeId).execute()

/** What an undo took back stands again when the undo is taken back; what a redo brought back does not, when the redo is. */
async function markReverted(tx: Tx, { changeId, undoneBy }: Marking, files: readonly Mark[]): Promise<void> {
  const { kind, targets } = await tx
    .selectFrom('repo_change')
    .select(['kind', 'targets'])
    .where('id', '=', changeId)
    .executeTakeFirstOrThrow()
  if (kind !== 'undo' && kind !== 'redo') return
  const marked = new Set(files.filter((file) => file.undoneBy === undoneBy).flatMap(pathsOf))
  // Several changes may come to nothing together, and then there is no file to tell by.
  const isNamed = (file: Mark) => files.length === 0 || pathsOf(file).some((path) => marked.has(path))
  const by = kind === 'redo' ? undoneBy : undoneBy === null ? changeId : null
  const isOtherwise = (file: Mark): boolean => {
    if (by !== null) return file.undoneBy === null
    // What a third change took back does not stand again by this.
    return kind === 'redo' ? file.undoneBy !== null : file.undoneBy === changeId
  }
  for (const target of JSON.parse(targets) as string[]) {
    const found = (await marksOf(tx, target)).filter((file) => isNamed(file) && isOtherwise(file))
    if (found.length > 0) await markUndone(tx, { changeId: target, undoneBy: by, paths: found.map(({ path }) => path) })
  }
}

const pathsOf = ({ path, oldPath }: Mark): string[] => (oldPath === null ? [path] : [path, oldPath])
