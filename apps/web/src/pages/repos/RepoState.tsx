import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { BudgetLeft, CheckResult, GitStatus, Job, Repo } from '@hydraflow/sdk'
import { ChevronRight, Play } from 'lucide-react'
import { isFinished } from '../../data/job-feed.ts'
import { paths } from '../../paths.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { Facts } from '../../ui/Facts.tsx'
import { formatBytes, formatDuration, formatNumber } from '../../ui/format.ts'
import { Meter } from '../../ui/Meter.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { PanelSection } from '../../ui/SidePanel.tsx'
import { Time } from '../../ui/Time.tsx'
import { Bone } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { useJobs } from '../jobs/use-jobs.ts'
import { hasRun, whyNotStarted } from './change-words.ts'
import { CheckSign } from './ChangeSigns.tsx'
import { commandLine } from './command-words.ts'
import { RunningChecks, StopChecks } from './RunningChecks.tsx'
import { branchText, distanceText } from './tree-text.ts'
import { useBudget, useChanges, useRepoStatus, useRunChecks } from './use-repos.ts'

/** Files, budget and checks as they are now. */
export function RepoState({ repo }: { repo: Repo }): ReactNode {
  return (
    <div className="flex flex-col gap-7 p-5 max-md:px-4">
      <h2 className="sr-only">State</h2>
      <WorkingTree repo={repo} />
      <Budget repoId={repo.id} />
      <Checks repo={repo} />
    </div>
  )
}

function WorkingTree({ repo }: { repo: Repo }): ReactNode {
  const { data, error, refetch } = useRepoStatus(repo)
  return (
    <PanelSection title="Working tree">
      {!repo.allowedOps.includes('read') ? (
        <p className="text-quiet">The settings do not allow to read this repository.</p>
      ) : error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Bone className="h-16" />
      ) : data.git ? (
        <Git git={data.git} repoId={repo.id} />
      ) : (
        <p className="text-quiet">
          This directory is in no git repository. Changes can be made and taken back all the same.
        </p>
      )}
    </PanelSection>
  )
}

const pathLists = [
  ['conflicts', 'Conflicts'],
  ['staged', 'Staged'],
  ['unstaged', 'Not staged'],
  ['untracked', 'Untracked'],
] as const

function Git({ git, repoId }: { git: GitStatus; repoId: string }): ReactNode {
  const shown = pathLists.filter(([list]) => git[list].length > 0)
  return (
    <>
      <Facts
        facts={[
          ['Branch', <Plain key="branch" text={branchText(git)} />],
          ['Upstream', <Plain key="upstream" text={git.upstream ?? 'none'} />],
          ['Distance', git.upstream && distanceText(git)],
          ['Commit', git.commit && <code className="font-mono text-xs">{git.commit.slice(0, 12)}</code>],
        ]}
      />
      {shown.length === 0 && <p>Nothing differs from the last commit.</p>}
      {shown.map(([list, label]) => (
        <PathList key={list} label={label} paths={git[list]} repoId={repoId} bad={list === 'conflicts'} />
      ))}
      {git.truncated && <p className="text-quiet">There are more than these lists hold.</p>}
    </>
  )
}

interface PathListProps {
  label: string
  paths: readonly string[]
  repoId: string
  bad: boolean
}

/** A count that opens to the files it counts; each leads to what was changed in it. */
function PathList({ label, paths: files, repoId, bad }: PathListProps): ReactNode {
  return (
    <details className="group -mx-2">
      <summary className="flex h-7 list-none items-center gap-1.5 rounded-sm px-2 -outline-offset-2 hover:bg-hover max-md:h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={14} aria-hidden className="text-quiet transition-transform group-open:rotate-90" />
        <span className={classes(bad && 'text-bad')}>{label}</span>
        <span className="ml-auto text-quiet tabular-nums">{formatNumber(files.length)}</span>
      </summary>
      <ul className="max-h-72 overflow-y-auto pb-1 pl-7.5">
        {files.map((path) => (
          <li key={path} className="flex h-7 items-center max-md:h-11">
            <Link {...paths.repo(repoId, { path })} title={path} className="line mr-2 rounded-sm hover:underline">
              <Plain text={path} />
            </Link>
          </li>
        ))}
      </ul>
    </details>
  )
}

const left = (use: { left: number; limit: number }) => `${formatNumber(use.left)} of ${formatNumber(use.limit)} left`

function Budget({ repoId }: { repoId: string }): ReactNode {
  const { data, error, refetch } = useBudget(repoId)
  return (
    <PanelSection title="Budget">
      {error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Bars budget={data} />
      ) : (
        <Bone className="h-24" />
      )}
    </PanelSection>
  )
}

function Bars({ budget: { perPatch, perHour, perDay } }: { budget: BudgetLeft }): ReactNode {
  const uses = [
    ['Lines this hour', perHour.lines],
    ['Patches this hour', perHour.patches],
    ['Lines in 24 hours', perDay.lines],
    ['Patches in 24 hours', perDay.patches],
  ] as const
  return (
    <div className="flex flex-col gap-3">
      {uses.map(([label, use]) => (
        <Meter key={label} label={label} used={use.used} limit={use.limit}>
          {left(use)}
        </Meter>
      ))}
      <p className="text-quiet">
        One patch may change {formatNumber(perPatch.maxFiles)} files, {formatNumber(perPatch.maxLines)} lines,{' '}
        <span className="whitespace-nowrap">{formatBytes(perPatch.maxBytes)}.</span>
      </p>
    </div>
  )
}

interface Ended extends CheckResult {
  readonly at: string
  readonly changeId: string
}

/** How each check ended the last time it ran, and the jobs that run checks now. */
function useCheckStates(repo: Repo) {
  const runs = useChanges(repo.id, { kind: 'checks', limit: 20 }).changes
  const last = new Map<string, Ended>()
  for (const { checks, completedAt, id } of runs.toReversed())
    for (const check of checks) last.set(check.name, { ...check, at: completedAt, changeId: id })
  const jobs = useJobs({ repoId: repo.id, type: 'repo_run_checks', status: ['running', 'queued'], limit: 20 }).jobs
  return { last, running: jobs.filter((job) => !isFinished(job)) }
}

const isIn = (name: string) => (job: Job) =>
  ((job.payload as { checks?: string[] } | null)?.checks ?? []).includes(name)

function Checks({ repo }: { repo: Repo }): ReactNode {
  const run = useRunChecks()
  const { last, running } = useCheckStates(repo)
  const mayRun = repo.allowedOps.includes('run_checks')
  if (repo.checks.length === 0) {
    return (
      <PanelSection title="Checks">
        <p className="text-quiet">
          No check is registered.{' '}
          <Link {...paths.repoSettings(repo.id)} className="door text-text">
            Add one in the settings
          </Link>
          , to see after a change whether all is well.
        </p>
      </PanelSection>
    )
  }
  return (
    <PanelSection title="Checks">
      <ul className="flex flex-col gap-1">
        {repo.checks.map(({ name, command }) => {
          const job = running.find(isIn(name))
          const ended = last.get(name)
          return (
            <li key={name} className="flex items-center gap-2">
              <div className="min-w-0 flex-1">
                <p className="line font-medium">
                  <Plain text={name} />
                </p>
                <div className="line text-quiet" title={(ended && whyNotStarted(ended)) ?? commandLine(command)}>
                  {job ? (
                    <RunningChecks job={job} />
                  ) : ended ? (
                    <EndedCheck repoId={repo.id} ended={ended} />
                  ) : (
                    'Not run yet'
                  )}
                </div>
              </div>
              {mayRun && (
                <IconButton
                  icon={Play}
                  label={`Run ${name}`}
                  disabled={run.isPending || job !== undefined}
                  onClick={() => run.mutate({ repoId: repo.id, checks: [name] })}
                />
              )}
            </li>
          )
        })}
      </ul>
      {mayRun ? (
        <div className="mt-1 flex flex-wrap gap-2">
          <Button
            icon={Play}
            busy={run.isPending || running.length > 0}
            onClick={() => run.mutate({ repoId: repo.id })}
          >
            Run all
          </Button>
          {running.length > 0 && <StopChecks jobs={running} />}
        </div>
      ) : (
        <p className="text-quiet">The settings do not allow to run them.</p>
      )}
    </PanelSection>
  )
}

function EndedCheck({ repoId, ended }: { repoId: string; ended: Ended }): ReactNode {
  const why = whyNotStarted(ended)
  return (
    <Link
      {...paths.change(repoId, ended.changeId)}
      className="flex w-fit max-w-full items-center gap-2 rounded-sm hover:underline"
    >
      <CheckSign check={ended} />
      {why === null ? (
        <>
          {hasRun(ended) && formatDuration(ended.durationMs)}
          <Time at={ended.at} />
        </>
      ) : (
        <span className="line min-w-0">
          <Plain text={why} />
        </span>
      )}
    </Link>
  )
}
