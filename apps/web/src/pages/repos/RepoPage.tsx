import type { ReactNode } from 'react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { LedgerCheck, Repo } from '@hydraflow/sdk'
import { FilePlus2, Settings2, ShieldCheck } from 'lucide-react'
import { paths } from '../../paths.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { classes } from '../../ui/classes.ts'
import { counted } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { Ledger } from './Ledger.tsx'
import { LedgerFilters } from './LedgerFilters.tsx'
import { RepoBranch } from './RepoRow.tsx'
import { RepoState } from './RepoState.tsx'
import { readRepoSearch, type RepoSearch } from './repos-search.ts'
import { ReposLink } from './ReposLink.tsx'
import { useRepo, useVerifyLedger } from './use-repos.ts'

export function RepoPage(): ReactNode {
  const { repoId } = useParams({ from: '/repos/$repoId' })
  const { data: repo, error, refetch } = useRepo(repoId)
  if (repo) return <KnownRepo key={repo.id} repo={repo} />
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead title="Repository" above={<ReposLink />} />
      {error ? (
        <div className="p-6">
          <Fault error={error} onRetry={() => void refetch()} />
        </div>
      ) : (
        <WaitingRows label="Reading the repository" />
      )}
    </div>
  )
}

const views = [
  { value: 'changes', label: 'Changes' },
  { value: 'state', label: 'State and checks' },
] as const

function KnownRepo({ repo }: { repo: Repo }): ReactNode {
  const search = useSearch({ strict: false, select: readRepoSearch, structuralSharing: true })
  const navigate = useNavigate()
  const verify = useVerifyLedger(repo.id)
  const go = (next: RepoSearch, replace = false) => void navigate({ ...paths.repo(repo.id, next), replace })
  const showsState = search.view === 'state'
  const mayWrite = repo.allowedOps.includes('write')
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead
        title={repo.name}
        above={<ReposLink />}
        count={<RepoBranch repo={repo} />}
        actions={
          <>
            <Button look="ghost" icon={ShieldCheck} busy={verify.isPending} onClick={() => verify.mutate()}>
              <span>
                Verify<span className="max-md:sr-only"> ledger</span>
              </span>
            </Button>
            <Link {...paths.repoSettings(repo.id)} className={buttonClasses('ghost')}>
              <Settings2 size={15} aria-hidden />
              Settings
            </Link>
            {mayWrite && <ProposeLink repo={repo} look="primary" />}
          </>
        }
      >
        <p className="line -mt-2 font-mono text-xs text-quiet" title={repo.root}>
          {repo.root}
        </p>
        {verify.data && <Verified check={verify.data} onClose={verify.reset} />}
        {verify.error && <Fault error={verify.error} onRetry={() => verify.mutate()} />}
        <div className="flex xl:hidden">
          <Choice
            label="View"
            value={showsState ? 'state' : 'changes'}
            options={views}
            onChoose={(view) => go({ ...search, view: view === 'state' ? view : undefined }, true)}
          />
        </div>
        <div className={classes(showsState && 'max-xl:hidden')}>
          <LedgerFilters search={search} narrow={(change, replace) => go({ ...search, ...change }, replace)} />
        </div>
      </PageHead>
      <div className="flex min-h-0 flex-1">
        <div className={classes('flex min-h-0 min-w-0 flex-1 flex-col', showsState && 'max-xl:hidden')}>
          <Ledger
            repoId={repo.id}
            search={search}
            onClear={() => go({})}
            action={mayWrite && <ProposeLink repo={repo} look="plain" />}
            keys={[
              { keys: 'p', label: 'Propose a change', run: () => void navigate(paths.propose(repo.id)) },
              { keys: 'v', label: 'Verify the ledger', run: () => verify.mutate() },
              { keys: 'e', label: 'Settings of the repository', run: () => void navigate(paths.repoSettings(repo.id)) },
            ]}
          />
        </div>
        <div
          className={classes(
            'min-h-0 overflow-y-auto xl:w-84 xl:shrink-0 xl:border-l xl:border-line',
            showsState ? 'max-xl:flex-1' : 'max-xl:hidden',
          )}
        >
          <RepoState repo={repo} />
        </div>
      </div>
    </div>
  )
}

function ProposeLink({ repo, look }: { repo: Repo; look: 'primary' | 'plain' }): ReactNode {
  return (
    <Link {...paths.propose(repo.id)} className={buttonClasses(look)}>
      <FilePlus2 size={15} aria-hidden />
      <span>
        Propose<span className="max-md:sr-only"> a change</span>
      </span>
    </Link>
  )
}

/** `248 entries, unbroken`, or where it breaks. */
function Verified({ check, onClose }: { check: LedgerCheck; onClose: () => void }): ReactNode {
  const entries = counted(check.entries, 'entry', 'entries')
  const close = (
    <Button look="ghost" onClick={onClose}>
      Close
    </Button>
  )
  if (check.ok) {
    return (
      <Notice meaning="good" title={`${entries}, unbroken`} action={close}>
        The hash of every entry covers the entry and the one before it.
      </Notice>
    )
  }
  return (
    <Notice meaning="bad" title={`${entries}, broken at entry ${check.brokenAt}`} action={close}>
      {check.message} What the ledger says from there on cannot be relied on. Compare it with a backup of the workspace.
    </Notice>
  )
}
