import type { Undone } from '../contract/index.ts'
import type { HandlerDeps } from '../worker/handler.ts'
import { requireBudget } from './budget/charge.ts'
import { changedFileFrom } from './ledger/reader.ts'
import { planFrom } from './plan.ts'
import { checkChanges } from './plan-patch.ts'
import { getRepoFor } from './reader.ts'
import { openRoot } from './tree/root.ts'
import { type UndoWish, doesReapply, planUndo } from './undo-plan.ts'

/** What taking changes back would do, and every file that stands in the way. */
export async function previewUndo({ database, clock, dataDir }: HandlerDeps, wish: UndoWish): Promise<Undone> {
  const repo = await getRepoFor(database.look, wish.repoId, 'read')
  const root = await openRoot(repo.root)
  try {
    const { changes, conflicts } = await planUndo(database.look, root, wish)
    const { stats, files, asked } = planFrom(changes)
    if (await doesReapply(database.look, wish)) {
      await checkChanges({ dataDir, repo, root }, changes)
      await requireBudget(database.look, repo, clock.now(), asked)
    }
    const shown = files.map(({ entry }) => changedFileFrom(entry))
    return { dryRun: true, change: null, stats, files: shown, conflicts: [...conflicts] }
  } finally {
    await root.close()
  }
}
