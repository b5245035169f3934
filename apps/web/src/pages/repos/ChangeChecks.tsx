import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Change, CheckResult, Repo } from '@hydraflow/sdk'
import { Play } from 'lucide-react'
import { isFinished } from '../../data/job-feed.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { formatBytes, formatDuration } from '../../ui/format.ts'
import { Plain } from '../../ui/Plain.tsx'
import { Output } from '../../ui/ScrollRegion.tsx'
import { TerminalText } from '../../ui/TerminalText.tsx'
import { useJobs } from '../jobs/use-jobs.ts'
import { hasFailed, hasRun, whyNotStarted } from './change-words.ts'
import { CheckSign } from './ChangeSigns.tsx'
import { commandLine } from './command-words.ts'
import { RunningChecks, StopChecks } from './RunningChecks.tsx'
import { useChanges, useRunChecks } from './use-repos.ts'

interface ChangeChecksProps {
  repo: Repo
  change: Change
}

/** The checks that ran on a change, what they wrote last, and the way to run them again. */
export function ChangeChecks({ repo, change }: ChangeChecksProps): ReactNode {
  const run = useRunChecks()
  const runs = useChanges(repo.id, { kind: 'checks', limit: 100 }).changes
  const jobs = useJobs({ repoId: repo.id, type: 'repo_run_checks', status: ['running', 'queued'], limit: 20 }).jobs
  const running = jobs.find(
    (job) => !isFinished(job) && (job.payload as { changeId?: string | null } | null)?.changeId === change.id,
  )
  const isRun = change.kind === 'checks'
  const mayRun =
    !isRun && change.status === 'applied' && repo.checks.length > 0 && repo.allowedOps.includes('run_checks')
  const jobOf = (name: string) =>
    isRun
      ? change.jobId
      : runs.find(({ targets, checks }) => targets.includes(change.id) && checks.some((check) => check.name === name))
          ?.jobId
  if (change.checks.length === 0 && !mayRun) return null
  return (
    <section aria-label="Checks" className="flex flex-col gap-2">
      <div className="flex min-h-8 flex-wrap items-center gap-3">
        <h2 className="font-semibold">Checks</h2>
        {change.checks.length === 0 && !running && <span className="text-quiet">None ran on this change.</span>}
        {running && (
          <span role="status">
            <RunningChecks job={running} />
          </span>
        )}
        {mayRun && (
          <Button
            icon={Play}
            busy={run.isPending || running !== undefined}
            onClick={() => run.mutate({ repoId: repo.id, changeId: change.id })}
          >
            {change.checks.length > 0 ? 'Run again' : 'Run checks'}
          </Button>
        )}
        {running && <StopChecks jobs={[running]} />}
      </div>
      {change.checks.length > 0 && (
        <ul className="flex flex-col divide-y divide-line border-y border-line">
          {change.checks.map((check) => (
            <CheckEntry key={check.name} check={check} jobId={jobOf(check.name) ?? null} />
          ))}
        </ul>
      )}
    </section>
  )
}

function CheckOutput({ check }: { check: CheckResult }): ReactNode {
  const { name, status, output } = check
  const why = whyNotStarted(check)
  if (why !== null) {
    return (
      <p className="wrap-anywhere">
        <Plain text={why} />
      </p>
    )
  }
  if (status === 'skipped') return <p className="text-quiet">The run ended before its turn came.</p>
  if (output === '') return <p className="text-quiet">It wrote nothing.</p>
  return (
    <Output label={`Output of ${name}`}>
      <TerminalText text={output.replace(/\n$/, '')} />
    </Output>
  )
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

function CheckEntry({ check, jobId }: { check: CheckResult; jobId: string | null }): ReactNode {
  const { name, command, exitCode, signal, durationMs, output, outputBytes } = check
  const notes = [
    exitCode !== null && exitCode !== 0 && `exit code ${exitCode}`,
    signal !== null && signal,
    hasRun(check) && formatDuration(durationMs),
  ].filter(Boolean)
  return (
    <li>
      <details open={hasFailed(check)}>
        <summary className="flex min-h-9 list-none items-center gap-x-4 py-1 max-md:min-h-11 [&::-webkit-details-marker]:hidden">
          <span className="w-32 shrink-0 max-md:w-28">
            <CheckSign check={check} />
          </span>
          <span className="line font-medium max-md:flex-1 md:max-w-60 md:min-w-24 md:shrink-0">
            <Plain text={name} />
          </span>
          <span className="line max-w-full min-w-0 flex-1 font-mono text-xs text-quiet max-md:hidden">
            <Plain text={commandLine(command)} />
          </span>
          <span className="shrink-0 text-quiet">{notes.join(', ')}</span>
        </summary>
        <div className="flex flex-col gap-2 pb-3">
          <CheckOutput check={check} />
          {jobId !== null && (
            <Link {...paths.jobs({ job: jobId })} className="door self-start">
              {outputBytes > bytesOf(output) ? `Whole log, ${formatBytes(outputBytes)}` : 'Log of the job'}
            </Link>
          )}
        </div>
      </details>
    </li>
  )
}
