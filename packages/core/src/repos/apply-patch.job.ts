import type { Tx } from '@hydraflow/db'
import { type ApplyPatch, type CheckResult, HydraFlowError, type Repo, isHydraFlowError } from '../contract/index.ts'
import type { Handler, HandlerDeps, JobRun } from '../worker/handler.ts'
import { recordChecks, runNamedChecks } from './checks/run-named-checks.ts'
import { commitChange } from './commit-change.ts'
import type { Draft } from './journal.ts'
import { findAnyChangeRow } from './ledger/reader.ts'
import { readInput } from './patch-inputs.ts'
import { planPatch } from './plan-patch.ts'
import { planProposal, requireOpenProposal, useProposal } from './proposal.ts'
import { getRepoFor } from './reader.ts'
import { recordingRefusal } from './record-refusal.ts'
import { recorded } from './recorded.ts'
import { recoverChange } from './recover-changes.ts'
import type { Root } from './tree/root.ts'
import { commitUndo } from './undo-change.job.ts'

/** Applies a patch or a proposal, then runs the checks that were asked for and takes the change back if one fails. */
export const applyPatchJob: Handler<'repo_apply_patch'> = {
  failsForGood: true,
  async run(deps, run) {
    const { payload, jobId } = run
    const asked = { kind: 'apply', repoId: payload.repoId, summary: '', jobId } as const
    const input = await recordingRefusal(deps, asked, () => readInput(deps.dataDir, payload.input))
    const repo = await recordingRefusal(deps, { ...asked, ...input }, () =>
      getRepoFor(deps.database.look, payload.repoId, 'write'),
    )
    // What an attempt that died has left is brought to one side before it is looked for.
    if (run.attempt > 1) await recoverChange(deps, repo.id, jobId)
    const known = await findAnyChangeRow(deps.database.look, payload.changeId)
    // Gone on with after its worker stopped or died; a job that is run again by hand makes a change of its own.
    const own = known?.jobId === jobId && known.status === 'applied' ? known : null
    if (own?.undoneBy) return { changeId: own.id, passed: false, undoneBy: own.undoneBy }
    if (!own && run.attempt > 1) throw new HydraFlowError('WORKER_LOST')
    const draft = draftOf(deps, run, input, own || !known ? payload.changeId : deps.newId())
    const work = { repo, draft, input }
    if (!own) await recorded(deps, run, draft, () => commit(deps, run, work))
    deps.database.announce()
    return { changeId: draft.id, ...(await checked(deps, run, work)) }
  },
}

function draftOf({ clock }: HandlerDeps, { jobId }: JobRun, input: ApplyPatch, id: string): Draft {
  return {
    id,
    repoId: input.repoId,
    kind: 'apply',
    summary: input.summary,
    threadId: input.threadId ?? null,
    taskId: input.taskId ?? null,
    origin: input.origin ?? null,
    jobId,
    proposalId: input.proposalId ?? null,
    targets: [],
    createdAt: clock.now(),
  }
}

interface Work {
  readonly repo: Repo
  readonly draft: Draft
  readonly input: ApplyPatch
}

async function commit(deps: HandlerDeps, run: JobRun, { repo, draft, input }: Work): Promise<void> {
  const { database, clock, dataDir } = deps
  const { proposalId, paths, runChecks } = input
  const end = (tx: Tx) => (runChecks ? Promise.resolve() : run.succeed(tx, { changeId: draft.id }))
  if (proposalId === undefined) {
    const intend = async (root: Root) => ({ changes: await planPatch({ dataDir, repo, root }, input) })
    return await commitChange(deps, { draft, repo, intend, end, signal: run.signal })
  }
  await requireOpenProposal(database.look, repo.id, proposalId, clock.now())
  return await commitChange(deps, {
    draft,
    repo,
    intend: async (root) => ({
      changes: await planProposal(database.look, { dataDir, repo, root }, { proposalId, paths }),
    }),
    begin: (tx) => useProposal(tx, proposalId, draft.id),
    end,
    signal: run.signal,
  })
}

async function checked(deps: HandlerDeps, run: JobRun, { repo, draft, input }: Work) {
  if (input.runChecks === undefined) return {}
  const checks = await runNamedChecks(deps, run, { repo, names: input.runChecks, stopOnFailure: true })
  await recordChecks(deps, {
    repo,
    checks,
    draft: { ...draft, id: deps.newId(), targets: [draft.id], proposalId: null },
  })
  const passed = checks.every(({ status }) => status === 'passed')
  if (passed || !input.undoOnFailure) return { passed, checks }
  const failed = checks.find(({ status }) => status !== 'passed')
  const undo: Draft = {
    ...draft,
    id: deps.newId(),
    kind: 'undo',
    summary: `Taken back: the check ${failed?.name ?? ''} did not pass`,
    proposalId: null,
    targets: [draft.id],
    createdAt: deps.clock.now(),
  }
  try {
    await recorded(deps, run, undo, () => takeBack(deps, repo, undo))
  } catch (error) {
    if (!isHydraFlowError(error)) throw error
    const refusal = notTakenBack(error, { changeId: draft.id, checks })
    await run.log('error', refusal.message, { details: refusal.details })
    throw refusal
  }
  if (run.signal.aborted) throw new HydraFlowError('CANCELLED')
  return { passed, checks, undoneBy: undo.id }
}

/** Also when the job was cancelled meanwhile: nothing unchecked stays. */
async function takeBack(deps: HandlerDeps, repo: Repo, draft: Draft): Promise<void> {
  const wish = { repoId: repo.id, kind: 'undo', changeIds: draft.targets, paths: null } as const
  await commitUndo(deps, { repo, draft, wish, signal: new AbortController().signal })
}

/** The change stays in the files, for one because the check itself has changed one of them. */
const notTakenBack = (error: HydraFlowError, details: { changeId: string; checks: readonly CheckResult[] }) =>
  new HydraFlowError(
    error.reason,
    `A check did not pass, and the change could not be taken back. ${error.message}`,
    { ...error.details, ...details },
    { cause: error },
  )
