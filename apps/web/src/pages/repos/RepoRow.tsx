import type { ReactNode } from 'react'
import { isHydraFlowError, type Repo } from '@hydraflow/sdk'
import { FolderGit2, GitBranch, TriangleAlert } from 'lucide-react'
import { faultText } from '../../data/fault-text.ts'
import { formatNumber } from '../../ui/format.ts'
import { MeterBar } from '../../ui/Meter.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { Row, type RowProps } from '../../ui/Row.tsx'
import { Time } from '../../ui/Time.tsx'
import { branchText, dirtyText } from './tree-text.ts'
import { useBudget, useRepoStatus } from './use-repos.ts'

interface RepoRowProps extends Pick<RowProps, 'active' | 'reachable' | 'onOpen'> {
  repo: Repo
}

export function RepoRow({ repo, ...row }: RepoRowProps): ReactNode {
  return (
    <Row
      {...row}
      columns
      lead={<FolderGit2 size={16} aria-hidden className="text-quiet" />}
      title={
        <>
          <bdi className="font-medium">
            <Plain text={repo.name} />
          </bdi>
          <bdi className="ml-2 text-quiet">
            <Plain text={repo.root} />
          </bdi>
        </>
      }
      note={<RepoBranch repo={repo} />}
      end={
        <span className="flex items-center gap-6">
          <span className="max-lg:hidden">
            <HourLine repoId={repo.id} />
          </span>
          <span className="min-w-24">{repo.lastChangeAt ? <Time at={repo.lastChangeAt} /> : 'never changed'}</span>
        </span>
      }
    />
  )
}

/** The branch, how far it is from its upstream, and how much is not committed. */
export function RepoBranch({ repo }: { repo: Repo }): ReactNode {
  const { data, error } = useRepoStatus(repo)
  if (!repo.allowedOps.includes('read')) return 'may not be read'
  if (error) {
    const { what } = faultText(error)
    return (
      <span className="inline-flex max-w-full items-center gap-1.5">
        <TriangleAlert size={14} aria-hidden className="shrink-0 text-caution" />
        <span className="line" title={what}>
          {isGone(error) ? 'Its directory is gone' : what}
        </span>
      </span>
    )
  }
  if (!data) return ' '
  if (!data.git) return 'not in git'
  const { ahead, behind } = data.git
  return (
    <span className="inline-flex max-w-full items-baseline gap-2">
      <GitBranch size={14} aria-label="Branch" className="shrink-0 self-center" />
      <span className="line text-text">
        <Plain text={branchText(data.git)} />
      </span>
      {ahead > 0 && <Distance sign="↑" count={ahead} word="ahead" />}
      {behind > 0 && <Distance sign="↓" count={behind} word="behind" />}
      <span className="shrink-0">{dirtyText(data.git)}</span>
    </span>
  )
}

/** The sentence of the server names the path, which stands beside it and would take the room. */
const isGone = (error: Error): boolean => isHydraFlowError(error) && error.reason === 'REPO_ROOT_INVALID'

function Distance({ sign, count, word }: { sign: string; count: number; word: string }): ReactNode {
  return (
    <span className="shrink-0 tabular-nums" title={`${formatNumber(count)} ${word}`}>
      <span aria-hidden>{sign}</span>
      {formatNumber(count)}
      <span className="sr-only"> {word}</span>
    </span>
  )
}

function HourLine({ repoId }: { repoId: string }): ReactNode {
  const lines = useBudget(repoId).data?.perHour.lines
  return (
    <span className="flex w-84 items-center gap-3">
      {lines && (
        <>
          <span className="w-20 shrink-0">
            <MeterBar used={lines.used} limit={lines.limit} />
          </span>
          <span className="tabular-nums">
            {formatNumber(lines.used)} of {formatNumber(lines.limit)} lines this hour
          </span>
        </>
      )}
    </span>
  )
}
