import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { type Change, linesCharged, type Repo } from '@hydraflow/sdk'
import { isFinished } from '../../data/job-feed.ts'
import { paths } from '../../paths.ts'
import { ToggleChip } from '../../ui/Chip.tsx'
import { Time } from '../../ui/Time.tsx'
import { RunningLine } from '../jobs/JobPanel.tsx'
import { useJobs } from '../jobs/use-jobs.ts'
import { BudgetAsk } from './BudgetAsk.tsx'
import { PatchFault } from './PatchFault.tsx'

export interface ApplyWishes {
  readonly checks: readonly string[]
  readonly undoOnFailure: boolean
}

interface ApplyPanelProps {
  repo: Repo
  change: Change
  chosen: ReadonlySet<string>
  wishes: ApplyWishes
  onWishes: (wishes: ApplyWishes) => void
  busy: boolean
  error: unknown
}

/** What applying the files that are accepted would take, and what is to be checked afterwards. */
export function ApplyPanel({ repo, change, chosen, wishes, onWishes, busy, error }: ApplyPanelProps): ReactNode {
  const files = change.files.filter(({ path }) => chosen.has(path))
  const lines = files.reduce((sum, file) => sum + linesCharged(file), 0)
  const bytes = files.length === change.files.length ? change.stats.bytes : null
  const { checks, undoOnFailure } = wishes
  const toggle = (name: string) =>
    onWishes({
      ...wishes,
      checks: checks.includes(name) ? checks.filter((other) => other !== name) : [...checks, name],
    })
  return (
    <section aria-label="Apply" className="flex flex-col gap-5 rounded-md border border-line p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-semibold">What it would take of the budget</h2>
        {change.proposal && (
          <p className="text-quiet">
            Can be applied until <Time at={change.proposal.expiresAt} />
          </p>
        )}
      </div>
      <BudgetAsk repoId={repo.id} files={files.length} lines={lines} bytes={bytes} />
      {repo.checks.length > 0 && repo.allowedOps.includes('run_checks') && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <div role="group" aria-label="Checks to run on the result" className="flex flex-wrap items-center gap-2">
            <span className="text-quiet">Then check</span>
            {repo.checks.map(({ name }) => (
              <ToggleChip key={name} pressed={checks.includes(name)} onPress={() => toggle(name)}>
                {name}
              </ToggleChip>
            ))}
          </div>
          {checks.length > 0 && (
            <label className="flex min-h-8 items-center gap-2 max-md:min-h-11">
              <input
                type="checkbox"
                checked={undoOnFailure}
                onChange={() => onWishes({ ...wishes, undoOnFailure: !undoOnFailure })}
                className="size-4"
              />
              Take it back if one fails
            </label>
          )}
        </div>
      )}
      {busy && <ApplyProgress repoId={repo.id} />}
      {error !== null && <PatchFault error={error} />}
    </section>
  )
}

/** The job that writes, and then checks; it goes on when this page is left. */
function ApplyProgress({ repoId }: { repoId: string }): ReactNode {
  const { jobs } = useJobs({ repoId, type: 'repo_apply_patch', status: ['running', 'queued'], limit: 5 })
  const job = jobs.find((other) => !isFinished(other))
  if (!job) return <p role="status">Applying…</p>
  return (
    <div role="status" className="flex flex-col gap-1.5">
      <RunningLine job={job} />
      <Link {...paths.jobs({ job: job.id })} className="door self-start">
        Watch its output
      </Link>
    </div>
  )
}
