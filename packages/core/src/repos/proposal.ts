import type { Look, Tx } from '@hydraflow/db'
import { HydraFlowError } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import { type FileChange, type FileState, sha256 } from './file-state.ts'
import { type Images, loadImage } from './images/image-store.ts'
import type { EntryFile } from './ledger/entry.ts'
import { entryFileFrom, filesOfChange, findProposalRow, proposalState } from './ledger/reader.ts'
import { type PlanDeps, checkChanges } from './plan-patch.ts'

/** The proposal, if it can be applied now. */
export async function requireOpenProposal(look: Look, repoId: string, id: string, now: Micros): Promise<void> {
  const proposal = await findProposalRow(look, id)
  if (proposal?.repoId !== repoId) throw notFound('PROPOSAL_NOT_FOUND', id)
  const state = proposalState(proposal, now)
  if (state === 'expired') throw new HydraFlowError('PROPOSAL_EXPIRED', undefined, { proposalId: id })
  if (state !== 'open') throw closed(state, proposal)
}

const closed = (state: 'used' | 'refused', { id, usedBy }: { id: string; usedBy: string | null }): HydraFlowError =>
  new HydraFlowError(state === 'used' ? 'PROPOSAL_USED' : 'PROPOSAL_REFUSED', undefined, {
    proposalId: id,
    changeId: usedBy,
  })

/** Of two that apply or refuse one proposal at once, one gets it. */
export async function useProposal(tx: Tx, id: string, changeId: string): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('repo_proposal')
    .set({ usedBy: changeId })
    .where('id', '=', id)
    .where('usedBy', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(numUpdatedRows) > 0) return
  const proposal = await findProposalRow(tx, id)
  throw closed(proposal?.closedAs === 'refused' ? 'refused' : 'used', { id, usedBy: proposal?.usedBy ?? null })
}

/** What a proposal, or some of its files, would do; refused unless the files are as they were when it was made. */
export async function planProposal(
  look: Look,
  deps: PlanDeps,
  { proposalId, paths }: { proposalId: string; paths: readonly string[] | undefined },
): Promise<readonly FileChange[]> {
  const all = (await filesOfChange(look, proposalId)).map(entryFileFrom)
  const unknown = paths?.find((path) => !all.some((file) => file.path === path))
  if (unknown !== undefined)
    throw new HydraFlowError('FILE_NOT_FOUND', `The proposal has no file ${unknown}.`, { path: unknown })
  const files = paths ? all.filter(({ path }) => paths.includes(path)) : all
  const changed: string[] = []
  const changes: FileChange[] = []
  for (const file of files) {
    const source = await deps.root.readIfFile(file.oldPath ?? file.path)
    const target = file.oldPath === null ? null : await deps.root.readIfFile(file.path)
    if (!isAsBefore(file, source) || target !== null) changed.push(file.path)
    else changes.push(...(await changesOf({ look, repoId: deps.repo.id }, file, source)))
  }
  if (changed.length > 0) {
    const message = `Changed since the proposal was made: ${changed.join(', ')}.`
    throw new HydraFlowError('FILE_CHANGED', message, { paths: changed })
  }
  await checkChanges(deps, changes)
  return changes
}

const isAsBefore = ({ beforeSha256, beforeMode }: EntryFile, state: FileState | null): boolean =>
  state === null ? beforeSha256 === null : sha256(state.bytes) === beforeSha256 && state.mode === beforeMode

async function changesOf(images: Images, file: EntryFile, source: FileState | null): Promise<FileChange[]> {
  const after = await stateAfter(images, file, source)
  if (file.oldPath === null) return [{ path: file.path, before: source, after }]
  return [
    { path: file.oldPath, before: source, after: null },
    { path: file.path, before: null, after, renamedFrom: file.oldPath },
  ]
}

async function stateAfter(images: Images, file: EntryFile, source: FileState | null): Promise<FileState | null> {
  const { afterSha256, afterMode, beforeSha256, path } = file
  if (afterSha256 === null || afterMode === null) return null
  if (source && afterSha256 === beforeSha256) return { bytes: source.bytes, mode: afterMode }
  const base = source && beforeSha256 !== null ? { bytes: source.bytes, sha256: beforeSha256 } : null
  const bytes = await loadImage(images, afterSha256, base)
  if (!bytes) throw new HydraFlowError('CHANGE_IMAGES_PRUNED', undefined, { path })
  return { bytes, mode: afterMode }
}
