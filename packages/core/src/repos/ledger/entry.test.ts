import { describe, expect, it } from 'vitest'
import { type Entry, entryHash, firstHash } from './entry.ts'

const refused: Entry = {
  id: 'change-1',
  repoId: 'repo-1',
  kind: 'apply',
  status: 'refused',
  summary: 'Round prices',
  threadId: null,
  taskId: null,
  origin: 'agent',
  jobId: 'job-1',
  proposalId: null,
  targets: [],
  stats: { files: 0, linesAdded: 0, linesRemoved: 0, bytes: 0 },
  chargedLines: 0,
  checks: [],
  error: { reason: 'PATCH_EMPTY', message: 'The patch changes nothing.', details: null },
  createdAt: 1_700_000_000_000_000,
  completedAt: 1_700_000_000_000_001,
  files: [],
}

describe('the hash of an entry', () => {
  it('is what it was before refusals had details', () => {
    expect(entryHash(refused, 1, firstHash)).toBe('8d79e36dd7d2dd285645efac5cd8e29789beaa22ea9ca5967fdc70d46852cfa5')
  })

  it('covers the details where there are some', () => {
    const withDetails = (details: Record<string, unknown>) =>
      entryHash({ ...refused, error: { reason: 'PATCH_EMPTY', message: '', details } }, 1, firstHash)
    const hashes = [withDetails({ path: 'a' }), withDetails({ path: 'b' }), withDetails({})]
    expect(new Set(hashes).size).toBe(3)
  })
})
