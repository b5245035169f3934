import { useCallback, useState, type ReactNode } from 'react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { FilePlus2, FolderGit2, SearchX, Settings } from 'lucide-react'
import type { Change, Repo } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { ToggleChip } from '../../ui/Chip.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { counted, formatDay, localDay } from '../../ui/format.ts'
import { useListKeys } from '../../ui/list-keys.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { VirtualList } from '../../ui/VirtualList.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { ChangeRow } from './ChangeRow.tsx'
import { changeKinds, kindWords, statusWords } from './change-words.ts'
import { RepoAside } from './RepoAside.tsx'
import { RepoDialog } from './RepoDialog.tsx'
import { readLedgerSearch, type LedgerSearch } from './repos-search.ts'
import { useChanges, useRepo } from './use-repos.ts'

const idOf = (change: Change) => change.id
const dayOf = (change: Change) => localDay(new Date(change.completedAt))

export function RepoPage(): ReactNode {
  const { repoId = '' } = useParams({ strict: false })
  const { data: repo, error } = useRepo(repoId)
  if (error) {
    return (
      <div className="p-6">
        <Fault error={error} />
      </div>
    )
  }
  return repo ? <Known repo={repo} /> : <WaitingRows label="Reading the repository" />
}

function Known({ repo }: { repo: Repo }): ReactNode {
  const [editing, setEditing] = useState(false)
  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col max-lg:overflow-y-auto">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col max-lg:min-h-120 max-lg:shrink-0">
        <PageHead
          title={repo.name}
          count={counted(repo.changes, 'entry', 'entries')}
          actions={
            <>
              <Button look="ghost" icon={Settings} onClick={() => setEditing(true)}>
                Settings
              </Button>
              <Link {...paths.propose(repo.id)} className={buttonClasses('primary')}>
                <FilePlus2 size={15} aria-hidden />
                Propose a patch
              </Link>
            </>
          }
        >
          <LedgerFilters repoId={repo.id} />
        </PageHead>
        <Ledger repo={repo} />
      </div>
      <RepoAside repo={repo} />
      {editing && <RepoDialog repo={repo} onClose={() => setEditing(false)} onDone={() => {}} />}
    </div>
  )
}

const useLedgerSearch = () => useSearch({ strict: false, select: readLedgerSearch, structuralSharing: true })

function LedgerFilters({ repoId }: { repoId: string }): ReactNode {
  const search = useLedgerSearch()
  const navigate = useNavigate()
  const narrow = (change: Partial<LedgerSearch>) => void navigate(paths.repo(repoId, { ...search, ...change }))
  const toggled = <W extends string>(words: readonly W[] | undefined, word: W) => {
    const next = words?.includes(word) ? words.filter((other) => other !== word) : [...(words ?? []), word]
    return next.length > 0 ? next : undefined
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {changeKinds.map((kind) => (
        <ToggleChip
          key={kind}
          pressed={search.kind?.includes(kind) ?? false}
          onPress={() => narrow({ kind: toggled(search.kind, kind) })}
        >
          {kindWords[kind]}
        </ToggleChip>
      ))}
      <span aria-hidden className="h-4 border-l border-line" />
      {(['refused', 'failed'] as const).map((status) => (
        <ToggleChip
          key={status}
          pressed={search.status?.includes(status) ?? false}
          onPress={() => narrow({ status: toggled(search.status, status) })}
        >
          {statusWords[status]}
        </ToggleChip>
      ))}
      <input
        type="search"
        aria-label="Only changes of this file"
        placeholder="Path of a file"
        defaultValue={search.path ?? ''}
        key={search.path ?? ''}
        onKeyDown={(event) => {
          if (event.key === 'Enter') narrow({ path: event.currentTarget.value.trim() || undefined })
        }}
        className="h-7 w-44 rounded-sm border border-line-strong bg-surface px-2.5 font-mono text-xs max-md:h-11 max-md:text-[1rem]"
      />
    </div>
  )
}

function Ledger({ repo }: { repo: Repo }): ReactNode {
  const search = useLedgerSearch()
  const navigate = useNavigate()
  const query = useChanges({ repoId: repo.id, ...search })
  const { changes, isFetchingNextPage, fetchNextPage } = query
  const open = (change: Change) => void navigate(paths.change(repo.id, change.id))
  const list = useListKeys({ title: 'Changes', items: changes, idOf, open })
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [isFetchingNextPage, fetchNextPage])
  const reachableId = list.activeId ?? changes[0]?.id
  const narrow = search.kind ?? search.status ?? search.path
  if (query.isPending) return <WaitingRows label="Reading the ledger" />
  if (query.error && changes.length === 0) {
    return (
      <div className="p-6">
        <Fault error={query.error} onRetry={() => void query.refetch()} />
      </div>
    )
  }
  if (changes.length === 0) {
    return narrow === undefined ? (
      <EmptyState icon={FolderGit2} title="Nothing was changed yet">
        Every proposal, change, check and undo of this repository will be listed here. Propose a patch, or let an
        assistant do it through the SDK.
      </EmptyState>
    ) : (
      <EmptyState
        icon={SearchX}
        title="No entry matches"
        action={<Button onClick={() => void navigate(paths.repo(repo.id))}>Show all entries</Button>}
      >
        Take a filter off to see more.
      </EmptyState>
    )
  }
  return (
    <VirtualList
      label="Changes"
      items={changes}
      idOf={idOf}
      groupOf={dayOf}
      renderGroup={(day) => formatDay(day, new Date())}
      activeId={list.activeId}
      moves={list.moves}
      hasMore={query.hasNextPage}
      onEnd={loadMore}
      renderItem={(change) => (
        <ChangeRow
          change={change}
          active={change.id === list.activeId}
          reachable={change.id === reachableId}
          onOpen={() => open(change)}
        />
      )}
    />
  )
}
