import type { ProposePatch } from '@hydraflow/sdk'

export interface ProposeDraft {
  readonly patch: string
  readonly summary: string
  readonly mode: NonNullable<ProposePatch['mode']>
}

/** What was being written for a repository, so that the way back from a proposal leads to it again. */
const drafts = new Map<string, ProposeDraft>()

export const keptDraft = (repoId: string): ProposeDraft =>
  drafts.get(repoId) ?? { patch: '', summary: '', mode: 'strict' }

export const keepDraft = (repoId: string, draft: ProposeDraft) => drafts.set(repoId, draft)

export const dropDraft = (repoId: string) => drafts.delete(repoId)
