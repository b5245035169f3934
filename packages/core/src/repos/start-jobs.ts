import {
  type ApplyPatch,
  type Change,
  type ErrorReason,
  HydraFlowError,
  type Job,
  type RedoChange,
  type RunChecks,
  type UndoChanges,
  type Undone,
  reasons,
} from '../contract/index.ts'
import { type NewJob, enqueueJob } from '../jobs/enqueue-job.ts'
import { getJob } from '../jobs/reader.ts'
import { watchJobs } from '../jobs/watch-jobs.ts'
import type { Look } from '@hydraflow/db'
import type { Deps } from '../kernel/deps.ts'
import type { Ran } from '../worker/orders.ts'
import { checksNamed } from './checks/run-named-checks.ts'
import { findAnyChangeRow, findChangeRow, getChange, getChangeRow } from './ledger/reader.ts'
import { type NamedInput, keepInput } from './patch-inputs.ts'
import { requireLinks } from './links.ts'
import { getRepoFor } from './reader.ts'

export interface StartDeps extends Deps {
  readonly dataDir: string
  readonly answers: {
    /** Runs a job at once in a worker thread, and waits for its end; null where there is no such thread. */
    readonly runJob: ((job: NewJob, patch?: NamedInput) => Promise<Ran>) | null
  }
}

/** Somebody waits for these; imports and crawls do not mind. */
const priority = 10
/** A change that died is not written again by itself: its process is gone, and with it whoever would read the answer. */
const once = 1
/** One that was written and died in its checks goes on to run them, so that nothing unchecked stays. */
const attemptsWithChecks = 3

/** Applies a patch or a proposal as a job, and answers with the change when it is done, without the diffs. */
export async function applyPatch(deps: StartDeps, wish: ApplyPatch, signal?: AbortSignal): Promise<Change> {
  const { database, clock, newId } = deps
  const { repoId, runChecks } = wish
  await requireLinks(database.look, wish)
  const input = await withWordsOfProposal(database.look, wish)
  const changeId = input.id ?? newId()
  const known = input.id === undefined ? undefined : await findAnyChangeRow(database.look, input.id)
  if (known && (known.repoId !== repoId || known.kind !== 'apply'))
    throw new HydraFlowError('ID_TAKEN', undefined, { id: changeId })
  if (known?.status === 'applied') return await getChange(database.look, repoId, changeId, { now: clock.now() })
  const repo = await getRepoFor(database.look, repoId, 'write', ...(runChecks ? (['run_checks'] as const) : []))
  if (runChecks) checksNamed(repo, runChecks)
  const patch = { name: `${newId()}.json`, input }
  const job: NewJob<'repo_apply_patch'> = {
    type: 'repo_apply_patch',
    payload: { repoId, changeId, input: patch.name },
    title: titleOf(repo.name, input.summary),
    repoId,
    threadId: input.threadId ?? null,
    taskId: input.taskId ?? null,
    maxAttempts: runChecks ? attemptsWithChecks : once,
    ...(input.id !== undefined && { idempotencyKey: `repo_change:${input.id}` }),
  }
  // Checks take their time, and go on in another thread when theirs dies.
  await (runChecks ? runQueued(deps, job, signal, patch) : runNow(deps, job, signal, patch))
  return await getChange(database.look, repoId, changeId, { now: clock.now() })
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
export async function undoChanges(deps: StartDeps, input: UndoChanges, signal?: AbortSignal): Promise<Undone> {
  const { paths = null, changeIds } = input
  return await revert(deps, { ...input, kind: 'undo', changeIds, paths }, signal)
}

/** Applies a change again that was taken back, as a job. */
export async function redoChange(deps: StartDeps, input: RedoChange, signal?: AbortSignal): Promise<Undone> {
  return await revert(deps, { ...input, kind: 'redo', changeIds: [input.changeId], paths: null }, signal)
}

interface Revert extends Pick<UndoChanges, 'repoId' | 'changeIds' | 'summary' | 'threadId' | 'taskId' | 'origin'> {
  readonly kind: 'undo' | 'redo'
  readonly paths: string[] | null
}

async function revert(deps: StartDeps, input: Revert, signal: AbortSignal | undefined): Promise<Undone> {
  const { database, clock, newId } = deps
  const { repoId, kind, changeIds, paths } = input
  const repo = await getRepoFor(database.look, repoId, 'write')
  await requireLinks(database.look, input)
  const rows = await Promise.all(changeIds.map((id) => getChangeRow(database.look, repoId, id)))
  const changeId = newId()
  const said = saidOf({
    ...input,
    threadId: input.threadId ?? only(rows, 'threadId'),
    taskId: input.taskId ?? only(rows, 'taskId'),
  })
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
export async function startChecks(deps: StartDeps, input: RunChecks): Promise<Job> {
  const { database } = deps
  const { repoId, changeId = null, stopOnFailure, idempotencyKey } = input
  const repo = await getRepoFor(database.look, repoId, 'run_checks')
  const names = input.checks ?? repo.checks.map(({ name }) => name)
  if (names.length === 0) throw new HydraFlowError('CHECK_NOT_ALLOWED', `The repository ${repo.name} has no checks.`)
  await requireLinks(database.look, input)
  checksNamed(repo, names)
  if (changeId !== null) await getChangeRow(database.look, repoId, changeId)
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

async function enqueue(deps: StartDeps, job: NewJob): Promise<string> {
  const jobId = await deps.database.transact((tx) => enqueueJob(tx, deps, { maxAttempts: once, ...job, priority }))
  deps.database.announce()
  return jobId
}

/** Runs a job without letting it wait in the queue, where that can be. Throws what ended it if it did not succeed. */
async function runNow(
  deps: StartDeps,
  job: NewJob,
  signal: AbortSignal | undefined,
  patch?: NamedInput,
): Promise<void> {
  const { runJob } = deps.answers
  if (runJob === null) return await runQueued(deps, job, signal, patch)
  // Nobody reads the file unless the job is run again, and that says so if it is not there.
  const kept = patch && keepInput(deps.dataDir, patch).catch(() => {})
  try {
    const { jobId, ended } = await unlessAborted(runJob({ maxAttempts: once, ...job, priority }, patch), signal)
    if (!ended) await succeeded(deps, jobId, signal)
  } finally {
    await kept
  }
}

async function runQueued(
  deps: StartDeps,
  job: NewJob,
  signal: AbortSignal | undefined,
  patch?: NamedInput,
): Promise<void> {
  if (patch) await keepInput(deps.dataDir, patch)
  await succeeded(deps, await enqueue(deps, job), signal)
}

/** Whoever gave up need not wait; the job goes on. */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await answer
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(new HydraFlowError('CANCELLED'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([answer, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Waits until a job has succeeded; throws what ended it otherwise, details and all. */
async function succeeded({ database }: Deps, jobId: string, signal: AbortSignal | undefined): Promise<void> {
  let last: Job | undefined
  for await (const job of watchJobs(database, { id: jobId }, signal)) last = job
  if (last?.status === 'succeeded') return
  if (last?.status !== 'failed' || !last.error) throw new HydraFlowError('CANCELLED', undefined, { jobId })
  const { reason, message } = last.error
  if (!isReason(reason)) throw new HydraFlowError('INTERNAL', undefined, { jobId })
  throw new HydraFlowError(reason, message, { ...(await detailsOf(database, jobId)), jobId })
}

const isReason = (reason: string): reason is ErrorReason => Object.hasOwn(reasons, reason)

async function detailsOf({ look }: Deps['database'], jobId: string): Promise<Record<string, unknown>> {
  const rows = await look
    .selectFrom('job_log')
    .select('data')
    .where('jobId', '=', jobId)
    .where('level', '=', 'error')
    .where('event', '=', 'log')
    .orderBy('id', 'desc')
    .limit(1)
    .execute()
  const data: { details?: Record<string, unknown> } | null = JSON.parse(rows[0]?.data ?? 'null')
  return data?.details ?? {}
}
