import {
  type Deleted,
  type LedgerCheck,
  type ProposePatch,
  type Proposal,
  type ReadRepoFile,
  type RepoFileContent,
  type Undone,
} from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { readBudget } from './budget/charge.ts'
import { listChanges } from './ledger/list-changes.ts'
import { getChange } from './ledger/reader.ts'
import { Listings, listRepoFiles, readRepoStatus } from './list-files.ts'
import { getRepo, listRepos } from './reader.ts'
import { refuseProposal } from './refuse-proposal.ts'
import { registerRepo, updateRepo } from './register-repo.ts'
import type { JobAnswers } from './run-job.ts'
import { applyPatch, redoChange, startChecks, undoChanges } from './start-jobs.ts'
import type { UndoWish } from './undo-plan.ts'

/** What computes too long for the event loop of a server, and is asked of a worker thread. */
export interface RepoAnswers extends JobAnswers {
  proposePatch(input: ProposePatch): Promise<Proposal>
  previewUndo(wish: UndoWish): Promise<Undone>
  readRepoFile(input: ReadRepoFile): Promise<RepoFileContent>
  removeRepo(input: { id: string }): Promise<Deleted>
  verifyLedger(input: { repoId: string }): Promise<LedgerCheck>
}

export interface ReposRoomDeps extends Deps {
  readonly dataDir: string
  /** The variables that git and checks are given. */
  readonly environment: Readonly<Record<string, string>>
  readonly answers: RepoAnswers
}

export function reposRoom(deps: ReposRoomDeps): Room<'repos'> {
  const { database, clock, answers } = deps
  const { look } = database
  const listings = new Listings()
  return {
    register: (input) => registerRepo(deps, input),
    list: (input) => listRepos(look, input),
    get: ({ id }) => getRepo(look, id),
    update: (input) => updateRepo(deps, input),
    remove: (input) => answers.removeRepo(input),
    status: ({ repoId }) => readRepoStatus(deps, repoId),
    files: (input) => listRepoFiles({ ...deps, listings }, input),
    readFile: (input) => answers.readRepoFile(input),
    proposePatch: (input) => answers.proposePatch(input),
    applyPatch: (input, { signal }) => applyPatch(deps, input, signal),
    refuseProposal: (input) => refuseProposal(deps, input),
    async undoChange({ changeId, ...input }, { signal }) {
      if (input.dryRun) return await answers.previewUndo(wishOf('undo', input.repoId, [changeId], input.paths))
      return await undoChanges(deps, { ...input, changeIds: [changeId] }, signal)
    },
    async undoChanges(input, { signal }) {
      if (input.dryRun) return await answers.previewUndo(wishOf('undo', input.repoId, input.changeIds, input.paths))
      return await undoChanges(deps, input, signal)
    },
    async redoChange(input, { signal }) {
      if (input.dryRun) return await answers.previewUndo(wishOf('redo', input.repoId, [input.changeId], undefined))
      return await redoChange(deps, input, signal)
    },
    runChecks: (input) => startChecks(deps, input),
    async changes(input) {
      await getRepo(look, input.repoId)
      return await listChanges(look, clock.now(), input)
    },
    allChanges: (input) => listChanges(look, clock.now(), input),
    getChange: ({ repoId, changeId }) => getChange(look, repoId, changeId, { now: clock.now(), diffs: true }),
    budget: async ({ repoId }) => readBudget(look, await getRepo(look, repoId), clock.now()),
    verifyLedger: (input) => answers.verifyLedger(input),
  }
}

const wishOf = (
  kind: UndoWish['kind'],
  repoId: string,
  changeIds: readonly string[],
  paths: string[] | undefined,
): UndoWish => ({
  kind,
  repoId,
  changeIds,
  paths: paths ?? null,
})
