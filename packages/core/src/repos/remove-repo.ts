import type { Tx } from '@hydraflow/db'
import { type Deleted, HydraFlowError } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { getRepo } from './reader.ts'

/** Forgets a repository with its ledger and the images that were kept for undo; the files of the root stay. */
export async function removeRepo({ database }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    await getRepo(tx, id)
    const writing = await tx.selectFrom('repo_journal').select('changeId').where('repoId', '=', id).executeTakeFirst()
    if (writing) {
      const message = 'A change is being written to the repository; wait until it is done.'
      throw new HydraFlowError('REPO_BUSY', message, { changeId: writing.changeId })
    }
    return { deleted: id, removed: { repos: 1, ...(await removeRows(tx, id)) } }
  })
}

async function removeRows(tx: Tx, repoId: string): Promise<{ changes: number; proposals: number }> {
  const changes = tx.selectFrom('repo_change').select('id').where('repoId', '=', repoId)
  await tx.deleteFrom('repo_change_target').where('changeId', 'in', changes).execute()
  await tx.deleteFrom('repo_change_file').where('changeId', 'in', changes).execute()
  await tx.deleteFrom('repo_charge').where('repoId', '=', repoId).execute()
  await tx.deleteFrom('repo_image').where('repoId', '=', repoId).execute()
  const proposals = await tx.deleteFrom('repo_proposal').where('repoId', '=', repoId).executeTakeFirstOrThrow()
  const removed = await tx.deleteFrom('repo_change').where('repoId', '=', repoId).executeTakeFirstOrThrow()
  await tx.deleteFrom('repo').where('id', '=', repoId).execute()
  return { changes: Number(removed.numDeletedRows), proposals: Number(proposals.numDeletedRows) }
}
