import { type ChangeStatus, type CheckResult, HydraFlowError, type Repo, type RepoCheck } from '../../contract/index.ts'
import type { HandlerDeps, JobRun } from '../../worker/handler.ts'
import type { Draft } from '../journal.ts'
import { appendEntry } from '../ledger/writer.ts'
import { runCommand } from './run-command.ts'

interface ChecksWish {
  readonly repo: Repo
  readonly names: readonly string[]
  /** Leave out what comes after the first that does not pass. */
  readonly stopOnFailure: boolean
}

const shownBytes = 4_096

/** The checks of these names; throws `CHECK_NOT_ALLOWED` for one that is not registered. */
export function checksNamed(repo: Repo, names: readonly string[]): RepoCheck[] {
  return names.map((name) => {
    const check = repo.checks.find((known) => known.name === name)
    if (check) return check
    const known = repo.checks.map(({ name: other }) => other)
    const message = `The repository has no check "${name}". It has: ${known.join(', ') || 'none'}.`
    throw new HydraFlowError('CHECK_NOT_ALLOWED', message, { name, checks: known })
  })
}

/** Runs checks one after the other; their output goes into the log of the job while they run. */
export async function runNamedChecks(deps: HandlerDeps, run: JobRun, wish: ChecksWish): Promise<CheckResult[]> {
  const checks = checksNamed(wish.repo, wish.names)
  const results: CheckResult[] = []
  for (const [at, check] of checks.entries()) {
    const stop = wish.stopOnFailure && results.some(({ status }) => status !== 'passed')
    if (stop || run.signal.aborted) {
      results.push(skipped(check))
      continue
    }
    run.report({ phase: 'checking', stepsCompleted: at, stepsTotal: checks.length, message: check.name })
    results.push(await runCheck(deps, run, wish.repo, check))
  }
  // Cut off because the worker stops, they will be run again, and say nothing of the change.
  if (run.aborted !== 'cancelled') run.signal.throwIfAborted()
  run.report({ phase: 'checking', stepsCompleted: results.length, stepsTotal: checks.length })
  return results
}

async function runCheck(
  { environment }: HandlerDeps,
  run: JobRun,
  { root }: Repo,
  check: RepoCheck,
): Promise<CheckResult> {
  const { name, command, timeoutSeconds, env } = check
  await logged(run, 'info', `$ ${command.join(' ')}`, { check: name })
  let writing = Promise.resolve()
  const onOutput = (text: string) => {
    writing = writing.then(() => logged(run, 'info', text, { check: name, output: true }))
  }
  const { head, tail, error, ...ended } = await runCommand({
    command,
    cwd: root,
    timeoutMs: timeoutSeconds * 1_000,
    env: { ...environment, ...env },
    mark: run.jobId,
    signal: run.signal,
    onOutput,
  })
  await writing
  if (tail) await logged(run, 'info', tail, { check: name, output: true, end: true })
  const seconds = (ended.durationMs / 1_000).toFixed(1)
  const how =
    error ?? `${name}: ${ended.status}${ended.exitCode === null ? '' : `, exit code ${ended.exitCode}`}, ${seconds} s`
  await logged(run, ended.status === 'passed' ? 'info' : 'error', how, { check: name, status: ended.status })
  return { name, command, ...ended, output: (error ?? (tail || head)).slice(-shownBytes) }
}

/** A run that was cancelled may still say how its checks ended; one that lost its lease says no more. */
const logged = (run: JobRun, level: 'info' | 'error', message: string, data: unknown): Promise<void> =>
  run.log(level, message, data).catch(() => {})

const skipped = ({ name, command }: RepoCheck): CheckResult => ({
  name,
  command,
  status: 'skipped',
  exitCode: null,
  signal: null,
  durationMs: 0,
  outputBytes: 0,
  truncated: false,
  output: '',
})

function outcomeOf(checks: readonly CheckResult[]): ChangeStatus {
  const statuses = new Set(checks.map(({ status }) => status))
  if (statuses.has('cancelled')) return 'cancelled'
  const failed = [...statuses].some((status) => status !== 'passed' && status !== 'skipped')
  if (failed) return 'failed'
  // Without a failure it is a cancel between two checks that leaves the second one out.
  return statuses.has('skipped') ? 'cancelled' : 'passed'
}

/** Writes down how checks ended. */
export async function recordChecks(
  { database, clock }: HandlerDeps,
  { repo, checks, draft }: { repo: Repo; checks: readonly CheckResult[]; draft: Omit<Draft, 'kind'> },
): Promise<void> {
  await database.transact((tx) =>
    appendEntry(tx, {
      ...draft,
      repoId: repo.id,
      kind: 'checks',
      status: outcomeOf(checks),
      stats: { files: 0, linesAdded: 0, linesRemoved: 0, bytes: 0 },
      chargedLines: 0,
      files: [],
      checks,
      error: null,
      completedAt: clock.now(),
    }),
  )
}
