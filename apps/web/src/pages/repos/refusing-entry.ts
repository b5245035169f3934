import { listAll, type Change } from '@hydraflow/sdk'
import { client } from '../../data/client.ts'
import { isDecision } from './change-words.ts'

/** Looks for the entry that refused a proposal among those that were written while it could be applied. */
export async function refusingEntry({ id, repoId, completedAt, proposal }: Change, signal: AbortSignal) {
  const filter = { repoId, kind: 'apply', status: 'refused', since: completedAt, limit: 200 } as const
  const until = proposal?.expiresAt
  const entries = listAll(client.repos.changes, { ...filter, ...(until !== undefined && { until }) }, { signal })
  for await (const entry of entries) if (entry.proposalId === id && isDecision(entry)) return entry
  return null
}
