import type { ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import type { Change } from '@hydraflow/sdk'
import { ScrollText, SearchX } from 'lucide-react'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import type { KeyBinding } from '../../ui/keys.ts'
import { useListKeys } from '../../ui/list-keys.ts'
import { VirtualList } from '../../ui/VirtualList.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { ChangeRow } from './ChangeRow.tsx'
import { filterFromLedgerSearch, isNarrowed, type LedgerSearch } from './repos-search.ts'
import { useChanges, useRepos } from './use-repos.ts'

const idOf = (change: Change) => change.id
const timeOf = (change: Change) => change.completedAt

interface LedgerProps {
  /** Left out: the ledgers of all repositories. */
  repoId?: string
  search: LedgerSearch
  onClear: () => void
  /** What to do when nothing has happened yet. */
  action?: ReactNode
  keys?: readonly KeyBinding[]
}

/** What was done to a repository, newest first. */
export function Ledger({ repoId, search, onClear, action, keys = [] }: LedgerProps): ReactNode {
  const navigate = useNavigate()
  const query = useChanges(repoId, filterFromLedgerSearch(search))
  const { changes } = query
  const names = useRepoNames(repoId === undefined)
  const open = (change: Change) => void navigate(paths.change(change.repoId, change.id))
  const list = useListKeys({ title: 'Changes', items: changes, idOf, open, more: keys })

  if (query.isPending) return <WaitingRows label="Reading the ledger" />
  if (query.error && changes.length === 0) {
    return (
      <div className="p-6">
        <Fault error={query.error} onRetry={() => void query.refetch()} />
      </div>
    )
  }
  if (changes.length === 0) {
    return isNarrowed(search) ? (
      <EmptyState icon={SearchX} title="No change matches" action={<Button onClick={onClear}>Show all changes</Button>}>
        Take a filter off to see more.
      </EmptyState>
    ) : (
      <EmptyState icon={ScrollText} title="Nothing was changed yet" action={action}>
        Every patch that is proposed, applied, refused or taken back is written down here, and every run of checks. No
        entry is ever changed or left out.
      </EmptyState>
    )
  }
  return (
    <VirtualList
      label="Changes"
      stacked
      items={changes}
      idOf={idOf}
      timeOf={timeOf}
      list={list}
      query={query}
      renderItem={(change, row) => <ChangeRow {...row} change={change} repoName={names?.get(change.repoId)} clock />}
    />
  )
}

function useRepoNames(wanted: boolean): ReadonlyMap<string, string> | undefined {
  const { repos } = useRepos()
  return wanted ? new Map(repos.map(({ id, name }) => [id, name])) : undefined
}
