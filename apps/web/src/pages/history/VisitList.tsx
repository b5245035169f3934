import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { ListedVisit } from '@hydraflow/sdk'
import { Download, SearchX } from 'lucide-react'
import { paths } from '../../paths.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import type { ListState } from '../../ui/list-keys.ts'
import { VirtualList, type PagedQuery } from '../../ui/VirtualList.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { isNarrow } from './history-filter.ts'
import type { HistoryAddress } from './use-history.ts'
import { VisitRow } from './VisitRow.tsx'

interface VisitListProps {
  address: HistoryAddress
  list: ListState<ListedVisit>
  visits: readonly ListedVisit[]
  query: PagedQuery & { isPending: boolean }
}

const idOf = (visit: ListedVisit) => visit.id
const timeOf = (visit: ListedVisit) => visit.visitedAt

export function VisitList({ address, list, visits, query }: VisitListProps): ReactNode {
  if (query.isPending)
    return (
      <div className="flex-1 overflow-hidden">
        <WaitingRows label="Reading your history" />
      </div>
    )
  if (visits.length === 0)
    return <div className="flex-1">{isNarrow(address.search) ? <NoMatch address={address} /> : <NoHistory />}</div>
  return (
    <VirtualList
      label="Visits"
      items={visits}
      idOf={idOf}
      timeOf={timeOf}
      list={list}
      query={query}
      selectable
      renderItem={(visit, row) => (
        <VisitRow
          {...row}
          visit={visit}
          open={visit.id === address.search.visit}
          selected={list.selected.has(visit.id)}
          onSelect={(range) => list.toggle(visit, range)}
        />
      )}
    />
  )
}

function NoMatch({ address }: { address: HistoryAddress }): ReactNode {
  const clear = { q: undefined, host: undefined, subdomains: undefined, from: undefined, to: undefined }
  return (
    <EmptyState
      icon={SearchX}
      title="No visit matches"
      action={<Button onClick={() => address.narrow(clear)}>Show the whole history</Button>}
    >
      Try fewer words, another site or a longer time.
    </EmptyState>
  )
}

function NoHistory(): ReactNode {
  return (
    <EmptyState
      icon={Download}
      title="There is no history yet"
      action={
        <Link {...paths.imports()} className={buttonClasses('primary')}>
          Import your browser’s history
        </Link>
      }
    >
      Import what your browser remembers, and every visit shows here, searchable as you type.
    </EmptyState>
  )
}
