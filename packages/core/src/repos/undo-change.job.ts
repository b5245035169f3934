import type { Look, Tx } from '@hydraflow/db'
import { HydraFlowError, type Repo } from '../contract/index.ts'
import type { Handler, HandlerDeps } from '../worker/handler.ts'
import { recordingRefusal } from './record-refusal.ts'
import { recorded } from './recorded.ts'
import { commitChange } from './commit-change.ts'
import type { Draft } from './journal.ts'
import { findChangeRow, getChangeRow } from './ledger/reader.ts'
import { getRepoFor } from './reader.ts'
import { checkChanges } from './plan-patch.ts'
import { type UndoPlan, type UndoWish, doesReapply, planUndo } from './undo-plan.ts'

/** Takes changes back, or applies one again. */
export const undoChangeJob: Handler<'repo_undo_change'> = {
  async run(deps, run) {
    const { repoId, changeId, kind, changeIds, paths, ...said } = run.payload
    const asked = { ...said, kind, repoId, changeIds, jobId: run.jobId }
    const repo = await recordingRefusal(deps, asked, () => getRepoFor(deps.database.look, repoId, 'write'))
    const known = await findChangeRow(deps.database.look, repoId, changeId)
    if (known?.jobId === run.jobId && known.status === 'applied') return { changeId }
    const id = known ? deps.newId() : changeId
    const { jobId, signal } = run
    const createdAt = deps.clock.now()
    const wish = { repoId, kind, changeIds, paths }
    const reapplies = await doesReapply(deps.database.look, wish)
    const draft: Draft = {
      ...said,
      id,
      repoId,
      kind,
      jobId,
      proposalId: null,
      targets: changeIds,
      createdAt,
      reapplies,
    }
    await recorded(deps, run, draft, () =>
      commitUndo(deps, { repo, draft, wish, signal, end: (tx) => run.succeed(tx, { changeId: id }) }),
    )
    deps.database.announce()
    return { changeId: id }
  },
}

interface Undo {
  readonly repo: Repo
  readonly draft: Draft
  readonly wish: UndoWish
  readonly signal: AbortSignal
  readonly end?: (tx: Tx) => Promise<void>
}

/** Takes changes back in one deed, or refuses with every file that somebody else has changed since. */
export async function commitUndo(deps: HandlerDeps, { repo, draft, wish, signal, end }: Undo): Promise<void> {
  await commitChange(deps, {
    draft,
    repo,
    signal,
    ...(end && { end }),
    async intend(root) {
      const { changes, conflicts, reverted, between } = await planUndo(deps.database.look, root, wish)
      if (conflicts.length > 0) throw (await undoneSince(deps.database.look, wish)) ?? conflictError(conflicts)
      if (draft.reapplies) await checkChanges({ dataDir: deps.dataDir, repo, root }, changes)
      return { changes, reverted, between }
    },
  })
}

/** What a redo brought back may be taken back by the name of the change itself: that is then why its files differ. */
async function undoneSince(look: Look, { repoId, kind, changeIds }: UndoWish): Promise<HydraFlowError | null> {
  if (kind === 'redo') return null
  for (const changeId of changeIds) {
    const { kind: was, targets } = await getChangeRow(look, repoId, changeId)
    if (was !== 'redo') continue
    const [target = '']: string[] = JSON.parse(targets)
    const { undoneBy } = await getChangeRow(look, repoId, target)
    const undo = undoneBy === null ? undefined : await findChangeRow(look, repoId, undoneBy)
    if (undo?.undoneBy === null) return new HydraFlowError('CHANGE_UNDONE', undefined, { changeId, undoneBy })
  }
  return null
}

function conflictError(conflicts: UndoPlan['conflicts']): HydraFlowError {
  const names = conflicts.map(({ path }) => path).join(', ')
  return new HydraFlowError('CHANGE_CONFLICT', `No longer as the change left them: ${names}.`, { conflicts })
}
