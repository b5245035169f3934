import { type Change, type RefuseProposal, reasons } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { endedEntry } from './journal.ts'
import { getChange, getChangeRow } from './ledger/reader.ts'
import { appendEntry } from './ledger/writer.ts'
import { requireLinks } from './links.ts'
import { requireOpenProposal, useProposal } from './proposal.ts'
import { getRepoFor } from './reader.ts'

/** Closes a proposal without applying it; the entry says who did so and why, under the summary of the proposal. */
export async function refuseProposal(deps: Deps, input: RefuseProposal): Promise<Change> {
  const { database, clock, newId } = deps
  const { repoId, proposalId, reason, origin = null } = input
  await getRepoFor(database.look, repoId, 'write')
  await requireLinks(database.look, input)
  const id = newId()
  await database.transact(async (tx) => {
    const now = clock.now()
    await requireOpenProposal(tx, repoId, proposalId, now)
    await useProposal(tx, proposalId, id)
    const { summary, ...proposed } = await getChangeRow(tx, repoId, proposalId)
    const draft = {
      id,
      repoId,
      kind: 'apply' as const,
      summary,
      threadId: input.threadId ?? proposed.threadId,
      taskId: input.taskId ?? proposed.taskId,
      origin,
      jobId: null,
      proposalId,
      targets: [],
      createdAt: now,
    }
    const message = [reasons.PROPOSAL_REFUSED.sentence, reason].filter(Boolean).join(' ')
    await appendEntry(tx, endedEntry(draft, 'refused', { reason: 'PROPOSAL_REFUSED', message }, now))
  })
  return await getChange(database.look, repoId, id, { now: clock.now() })
}
