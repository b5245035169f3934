import type { ReactNode } from 'react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Repo } from '@hydraflow/sdk'
import { FolderGit2, Plus } from 'lucide-react'
import { paths } from '../../paths.ts'
import { buttonClasses } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { counted } from '../../ui/format.ts'
import { useListKeys } from '../../ui/list-keys.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { VirtualList } from '../../ui/VirtualList.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { Ledger } from './Ledger.tsx'
import { LedgerFilters } from './LedgerFilters.tsx'
import { RegisterRepo } from './RegisterRepo.tsx'
import { RepoRow } from './RepoRow.tsx'
import { readReposSearch, type ReposSearch } from './repos-search.ts'
import { useRepos } from './use-repos.ts'

const views = [
  { value: 'repos', label: 'Repositories' },
  { value: 'changes', label: 'All changes' },
] as const

export function ReposPage(): ReactNode {
  const search = useSearch({ strict: false, select: readReposSearch, structuralSharing: true })
  if (search.view === 'register') return <RegisterRepo />
  return search.view === 'changes' ? <AllChanges search={search} /> : <RepoList />
}

function ViewChoice({ value }: { value: 'repos' | 'changes' }): ReactNode {
  const navigate = useNavigate()
  return (
    <Choice
      label="View"
      value={value}
      options={views}
      onChoose={(view) => void navigate(paths.repos(view === 'changes' ? { view } : {}))}
    />
  )
}

const RegisterLink = (): ReactNode => (
  <Link {...paths.repos({ view: 'register' })} className={buttonClasses('primary')}>
    <Plus size={15} aria-hidden />
    Register a repository
  </Link>
)

const idOf = (repo: Repo) => repo.id

function RepoList(): ReactNode {
  const navigate = useNavigate()
  const query = useRepos()
  const { repos } = query
  const open = (repo: Repo) => void navigate(paths.repo(repo.id))
  const list = useListKeys({
    title: 'Repositories',
    items: repos,
    idOf,
    open,
    more: [
      { keys: 'n', label: 'Register a repository', run: () => void navigate(paths.repos({ view: 'register' })) },
      { keys: 'e', label: 'Settings of the repository', run: () => edit() },
    ],
  })
  const edit = () => {
    if (list.activeId !== null) void navigate(paths.repoSettings(list.activeId))
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead
        title="Repositories"
        count={repos.length > 0 && counted(repos.length, 'repository', 'repositories')}
        actions={
          repos.length > 0 && (
            <>
              <ViewChoice value="repos" />
              <RegisterLink />
            </>
          )
        }
      />
      {query.isPending ? (
        <WaitingRows label="Reading the repositories" rows={4} />
      ) : query.error && repos.length === 0 ? (
        <div className="p-6">
          <Fault error={query.error} onRetry={() => void query.refetch()} />
        </div>
      ) : repos.length === 0 ? (
        <EmptyState icon={FolderGit2} title="No repository is registered" action={<RegisterLink />}>
          Name a directory that assistants may work in, say which paths they may change and how much in an hour. Every
          change is kept in a ledger and can be taken back.
        </EmptyState>
      ) : (
        <VirtualList
          label="Repositories"
          items={repos}
          idOf={idOf}
          list={list}
          query={query}
          renderItem={(repo, row) => <RepoRow {...row} repo={repo} />}
        />
      )}
    </div>
  )
}

function AllChanges({ search }: { search: ReposSearch }): ReactNode {
  const navigate = useNavigate()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead title="Changes" count="in all repositories" actions={<ViewChoice value="changes" />}>
        <LedgerFilters
          search={search}
          narrow={(change, replace = false) => void navigate({ ...paths.repos({ ...search, ...change }), replace })}
        />
      </PageHead>
      <Ledger search={search} onClear={() => void navigate(paths.repos({ view: 'changes' }))} action={<ToRepos />} />
    </div>
  )
}

const ToRepos = (): ReactNode => (
  <Link {...paths.repos()} className={buttonClasses()}>
    Choose a repository
  </Link>
)
