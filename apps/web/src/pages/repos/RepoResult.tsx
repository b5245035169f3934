import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { CheckResult, Job } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { CheckSign } from './ChangeSigns.tsx'

interface Brought {
  changeId?: string
  undoneBy?: string
  checks?: CheckResult[]
}

/** What a job did to a repository: how its checks ended, and the way to the change. */
export function RepoResult({ job }: { job: Job }): ReactNode {
  const { changeId, undoneBy, checks = [] } = job.result as Brought
  return (
    <>
      {checks.length > 0 && (
        <ul className="flex flex-col gap-1">
          {checks.map((check) => (
            <li key={check.name} className="flex items-baseline justify-between gap-3">
              <span className="line">{check.name}</span>
              <CheckSign check={check} />
            </li>
          ))}
        </ul>
      )}
      {job.repoId !== null && changeId !== undefined && (
        <Link {...paths.change(job.repoId, changeId)} className="door self-start">
          See it in the ledger
        </Link>
      )}
      {job.repoId !== null && undoneBy !== undefined && (
        <Link {...paths.change(job.repoId, undoneBy)} className="door self-start">
          It was taken back: see the undo
        </Link>
      )}
    </>
  )
}

/** Where a job of a repository leads: there, and to what it left in the ledger although it failed. */
export function RepoJobLinks({ job }: { job: Job }): ReactNode {
  if (job.repoId === null) return null
  const { changeId } = job.payload as { changeId?: string | null }
  const isRefused = job.status === 'failed' && job.type !== 'repo_run_checks'
  return (
    <span className="flex flex-wrap gap-x-4">
      <Link {...paths.repo(job.repoId)} className="door">
        Open it
      </Link>
      {isRefused && changeId && (
        <Link {...paths.change(job.repoId, changeId)} className="door">
          What was refused
        </Link>
      )}
    </span>
  )
}
