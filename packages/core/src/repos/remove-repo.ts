import type { Look, Tx } from '@hydraflow/db'
import { type Deleted, HydraFlowError } from '../contract/index.ts'
import type { Clock, Deps } from '../kernel/deps.ts'
import { settleAbandoned } from './journal.ts'
import { getRepo } from './reader.ts'
import { isAlive, recoverChanges } from './recover-changes.ts'

/**
 * Forgets a repository with its ledger and the images that were kept for undo; the files of the root stay. What a dead
 * worker left half-way is made whole first, unless that cannot be, because the root is gone for one.
 */
export async function removeRepo(deps: Deps, { id }: { readonly id: string }): Promise<Deleted> {
  const { database, clock } = deps
  if (await findJournal(database.look, id)) await recoverChanges(deps)
  return await database.transact(async (tx) => {
    await getRepo(tx, id)
    const journal = await findJournal(tx, id)
    if (journal && (await isAlive(tx, clock, journal.jobId))) {
      const message = 'A change is being written to the repository; wait until it is done.'
      throw new HydraFlowError('REPO_BUSY', message, { changeId: journal.changeId })
    }
    const jobId = await findOpenJob(tx, clock, id)
    if (jobId !== undefined)
      throw new HydraFlowError('REPO_BUSY', 'A job of the repository is not done; cancel it or wait for it.', { jobId })
    if (journal) await settleAbandoned(tx, { repoId: id, id: journal.changeId })
    return { deleted: id, removed: { repos: 1, ...(await removeRows(tx, id)) } }
  })
}

const findJournal = (look: Look, repoId: string) =>
  look.selectFrom('repo_journal').select(['changeId', 'jobId']).where('repoId', '=', repoId).executeTakeFirst()

/** What waits or runs there, checks for one, but for what a dead worker has left. */
async function findOpenJob(look: Look, clock: Clock, repoId: string): Promise<string | undefined> {
  const job = await look
    .selectFrom('job')
    .select('id')
    .where('repoId', '=', repoId)
    .where((eb) =>
      eb.or([eb('status', '=', 'queued'), eb.and([eb('status', '=', 'running'), eb('leaseUntil', '>=', clock.now())])]),
    )
    .executeTakeFirst()
  return job?.id
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
