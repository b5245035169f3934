import { useState, type ReactNode } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import { FolderGit2, Plus } from 'lucide-react'
import type { Repo } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { counted } from '../../ui/format.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { Bar } from './BudgetBars.tsx'
import { GitLine } from './GitLine.tsx'
import { RepoDialog } from './RepoDialog.tsx'
import { useBudget, useRepos } from './use-repos.ts'

export function ReposPage(): ReactNode {
  const { data, error, refetch } = useRepos()
  const navigate = useNavigate()
  const [registering, setRegistering] = useState(false)
  const register = (
    <Button look="primary" icon={Plus} onClick={() => setRegistering(true)}>
      Register a repository
    </Button>
  )
  const repos = data?.items ?? []
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead
        title="Repositories"
        count={repos.length > 0 && counted(repos.length, 'repository', 'repositories')}
        actions={repos.length > 0 && register}
      />
      {error && !data ? (
        <div className="p-6">
          <Fault error={error} onRetry={() => void refetch()} />
        </div>
      ) : !data ? (
        <WaitingRows label="Reading the repositories" rows={4} />
      ) : repos.length === 0 ? (
        <EmptyState icon={FolderGit2} title="No repository is registered" action={register}>
          An assistant may change files only in a directory that you register, inside a budget, and every change can be
          taken back.
        </EmptyState>
      ) : (
        <ul aria-label="Repositories" className="min-h-0 flex-1 overflow-y-auto px-6 pb-8 max-md:px-4">
          {repos.map((repo) => (
            <RepoItem key={repo.id} repo={repo} />
          ))}
        </ul>
      )}
      {registering && (
        <RepoDialog onClose={() => setRegistering(false)} onDone={({ id }) => void navigate(paths.repo(id))} />
      )}
    </div>
  )
}

function RepoItem({ repo }: { repo: Repo }): ReactNode {
  const { data: budget } = useBudget(repo.id)
  return (
    <li className="grid gap-x-10 gap-y-2 border-t border-line py-4 first:border-0 md:grid-cols-[minmax(0,1fr)_15rem]">
      <div className="flex min-w-0 flex-col gap-1">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-3">
          <Link {...paths.repo(repo.id)} className="door min-w-0 text-base font-semibold wrap-anywhere">
            {repo.name}
          </Link>
          <span className="line min-w-0 font-mono text-xs text-quiet" title={repo.root}>
            {repo.root}
          </span>
        </p>
        <GitLine repoId={repo.id} />
      </div>
      <div className="flex flex-col gap-1.5">
        {budget && <Bar label="Lines this hour" used={budget.perHour.lines.used} limit={budget.perHour.lines.limit} />}
        <p className="text-quiet">
          {counted(repo.changes, 'entry', 'entries')}
          {repo.lastChangeAt && (
            <>
              , last <Time at={repo.lastChangeAt} />
            </>
          )}
        </p>
      </div>
    </li>
  )
}
