import { listAll, type Change } from '@hydraflow/sdk'
import { client } from '../../data/client.ts'
import { isDecision } from './change-words.ts'

/** What was begun in the last moment of a proposal may be written down much later. */
const graceMs = 24 * 3_600_000

/** Looks for the entry that applied or refused a proposal among those of the time when it could be. */
export async function closingEntry({ id, repoId, completedAt, proposal }: Change, signal: AbortSignal) {
  if (!proposal) return null
  const isUsed = proposal.state === 'used'
  const until = new Date(Date.parse(proposal.expiresAt) + graceMs).toISOString()
  const filter = { repoId, kind: 'apply', status: isUsed ? 'applied' : 'refused', since: completedAt, until } as const
  for await (const entry of listAll(client.repos.changes, { ...filter, limit: 200 }, { signal }))
    if (entry.proposalId === id && (isUsed || isDecision(entry))) return entry
  return null
}
