import type { Undone } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { changedFileFrom } from './ledger/reader.ts'
import { planFrom } from './plan.ts'
import { getRepoFor } from './reader.ts'
import { openRoot } from './tree/root.ts'
import { type UndoWish, planUndo } from './undo-plan.ts'

/** What taking changes back would do, and every file that stands in the way. */
export async function previewUndo({ database }: Deps, wish: UndoWish): Promise<Undone> {
  const { root: path } = await getRepoFor(database.look, wish.repoId, 'read')
  const root = await openRoot(path)
  try {
    const { changes, conflicts } = await planUndo(database.look, root, wish)
    const { stats, files } = planFrom(changes)
    const shown = files.map(({ entry }) => changedFileFrom(entry))
    return { dryRun: true, change: null, stats, files: shown, conflicts: [...conflicts] }
  } finally {
    await root.close()
  }
}
