import type { Look } from '@hydraflow/db'
import {
  type ApplyPatch,
  type Change,
  HydraFlowError,
  type Job,
  type RedoChange,
  type Repo,
  type RunChecks,
  type UndoChanges,
  type Undone,
} from '../contract/index.ts'
import type { NewJob } from '../jobs/enqueue-job.ts'
import { getJob } from '../jobs/reader.ts'
import { notFound } from '../kernel/errors.ts'
import { checksNamed } from './checks/run-named-checks.ts'
import { findAnyChangeRow, findChangeRow, getChange, getChangeRow } from './ledger/reader.ts'
import { requireLinks } from './links.ts'
import { getRepoFor } from './reader.ts'
import { recordingRefusal } from './record-refusal.ts'
import { type RunDeps, enqueue, once, runNow, runQueued } from './run-job.ts'

/** One that was written and died in its checks goes on to run them, so that nothing unchecked stays. */
const attemptsWithChecks = 3

/** Applies a patch or a proposal as a job, and answers with the change when it is done, without the diffs. */
export async function applyPatch(deps: RunDeps, wish: ApplyPatch, signal?: AbortSignal): Promise<Change> {
  const { database, clock, newId } = deps
  const { id, repoId, runChecks } = wish
  const changeId = id ?? newId()
  const known = id === undefined ? undefined : await findAnyChangeRow(database.look, id)
  const isTaken = known !== undefined && (known.repoId !== repoId || known.kind !== 'apply')
  if (!isTaken && known?.status === 'applied')
    return await getChange(database.look, repoId, changeId, { now: clock.now() })
  const input = await withWordsOfProposal(database.look, wish)
  const repo = await recordingRefusal(deps, { ...input, kind: 'apply' }, async () => {
    if (isTaken) throw new HydraFlowError('ID_TAKEN', undefined, { id: changeId })
    return await repoForPatch(database.look, wish)
  })
  const patch = { name: `${newId()}.json`, input }
  const job: NewJob<'repo_apply_patch'> = {
    type: 'repo_apply_patch',
    payload: { repoId, changeId, input: patch.name },
    title: titleOf(repo.name, input.summary),
    repoId,
    threadId: input.threadId ?? null,
    taskId: input.taskId ?? null,
    maxAttempts: runChecks ? attemptsWithChecks : once,
    ...(id !== undefined && { idempotencyKey: `repo_change:${id}` }),
  }
  // Checks take their time, and go on in another thread when theirs dies.
  await (runChecks ? runQueued(deps, job, signal, patch) : runNow(deps, job, signal, patch))
  return await getChange(database.look, repoId, changeId, { now: clock.now() })
}

async function repoForPatch(look: Look, { repoId, runChecks, ...said }: ApplyPatch): Promise<Repo> {
  const repo = await getRepoFor(look, repoId, 'write', ...(runChecks ? (['run_checks'] as const) : []))
  await requireLinks(look, said)
  if (runChecks) checksNamed(repo, runChecks)
  return repo
}

/** What was said of a proposal is true of its change, unless something else is said. */
async function withWordsOfProposal(look: Look, input: ApplyPatch): Promise<ApplyPatch> {
  const proposal = input.proposalId && (await findChangeRow(look, input.repoId, input.proposalId))
  if (!proposal) return input
  return {
    ...input,
    summary: input.summary || proposal.summary,
    threadId: input.threadId ?? proposal.threadId ?? undefined,
    taskId: input.taskId ?? proposal.taskId ?? undefined,
    origin: input.origin ?? proposal.origin ?? undefined,
  }
}

/** Takes changes back as a job, and answers with the change that did it. */
export async function undoChanges(deps: RunDeps, input: UndoChanges, signal?: AbortSignal): Promise<Undone> {
  const { paths = null, changeIds } = input
  return await revert(deps, { ...input, kind: 'undo', changeIds, paths }, signal)
}

/** Applies a change again that was taken back, as a job. */
export async function redoChange(deps: RunDeps, input: RedoChange, signal?: AbortSignal): Promise<Undone> {
  return await revert(deps, { ...input, kind: 'redo', changeIds: [input.changeId], paths: null }, signal)
}

interface Revert extends Pick<UndoChanges, 'repoId' | 'changeIds' | 'summary' | 'threadId' | 'taskId' | 'origin'> {
  readonly kind: 'undo' | 'redo'
  readonly paths: string[] | null
}

async function revert(deps: RunDeps, input: Revert, signal: AbortSignal | undefined): Promise<Undone> {
  const { database, clock, newId } = deps
  const { repoId, kind, paths } = input
  const changeIds = [...new Set(input.changeIds)]
  const rows = await Promise.all(changeIds.map((id) => findChangeRow(database.look, repoId, id)))
  const known = rows.filter((row) => row !== undefined)
  const said = saidOf({
    ...input,
    threadId: input.threadId ?? only(known, 'threadId'),
    taskId: input.taskId ?? only(known, 'taskId'),
  })
  const repo = await recordingRefusal(deps, { ...said, kind, repoId, changeIds }, async () => {
    const found = await getRepoFor(database.look, repoId, 'write')
    await requireLinks(database.look, input)
    const missing = changeIds.find((_, at) => rows[at] === undefined)
    if (missing !== undefined) throw notFound('CHANGE_NOT_FOUND', missing)
    return found
  })
  const changeId = newId()
  const job: NewJob<'repo_undo_change'> = {
    type: 'repo_undo_change',
    payload: { repoId, changeId, kind, changeIds, paths, ...said },
    title: titleOf(repo.name, input.summary || (kind === 'undo' ? 'undo' : 'redo')),
    repoId,
    threadId: said.threadId,
    taskId: said.taskId,
  }
  await runNow(deps, job, signal)
  const change = await getChange(database.look, repoId, changeId, { now: clock.now() })
  return { dryRun: false, change, stats: change.stats, files: change.files, conflicts: [] }
}

/** What all of the changes belong to, so that taking them back belongs there too. */
function only<K extends 'threadId' | 'taskId'>(rows: readonly Record<K, string | null>[], key: K): string | undefined {
  const [first] = rows
  return first && rows.every((row) => row[key] === first[key]) ? (first[key] ?? undefined) : undefined
}

/** Runs registered checks, as a job that the caller may watch. */
export async function startChecks(deps: RunDeps, input: RunChecks): Promise<Job> {
  const { database } = deps
  const { repoId, changeId = null, stopOnFailure, idempotencyKey } = input
  const asked = { ...input, kind: 'checks', changeIds: changeId === null ? [] : [changeId] } as const
  const { repo, names } = await recordingRefusal(deps, asked, () => checksAllowed(database.look, input))
  const said = saidOf(input)
  const jobId = await enqueue(deps, {
    type: 'repo_run_checks',
    payload: { repoId, checks: names, changeId, stopOnFailure, ...said },
    title: titleOf(repo.name, names.join(', ')),
    repoId,
    threadId: said.threadId,
    taskId: said.taskId,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  })
  return await getJob(database.look, jobId)
}

async function checksAllowed(look: Look, { repoId, changeId, checks, ...said }: RunChecks) {
  const repo = await getRepoFor(look, repoId, 'run_checks')
  const names = checks ?? repo.checks.map(({ name }) => name)
  if (names.length === 0) throw new HydraFlowError('CHECK_NOT_ALLOWED', `The repository ${repo.name} has no checks.`)
  await requireLinks(look, said)
  checksNamed(repo, names)
  if (changeId !== undefined) await getChangeRow(look, repoId, changeId)
  return { repo, names }
}

const saidOf = ({
  summary,
  threadId,
  taskId,
  origin,
}: Pick<RunChecks, 'summary' | 'threadId' | 'taskId' | 'origin'>) => ({
  summary,
  threadId: threadId ?? null,
  taskId: taskId ?? null,
  origin: origin ?? null,
})

const titleOf = (name: string, what: string): string => (what ? `${name}: ${what.split('\n')[0]?.slice(0, 200)}` : name)
