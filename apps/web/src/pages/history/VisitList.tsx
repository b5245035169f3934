import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { ListedVisit } from '@hydraflow/sdk'
import { Download, SearchX } from 'lucide-react'
import { paths } from '../../paths.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { formatDay, localDay } from '../../ui/format.ts'
import type { ListState } from '../../ui/list-keys.ts'
import { VirtualList } from '../../ui/VirtualList.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { isNarrow } from './history-filter.ts'
import type { HistoryAddress } from './use-history.ts'
import { VisitRow } from './VisitRow.tsx'

interface VisitListProps {
  address: HistoryAddress
  list: ListState<ListedVisit>
  visits: readonly ListedVisit[]
  waiting: boolean
  hasMore: boolean
  onEnd: () => void
}

const idOf = (visit: ListedVisit) => visit.id
const dayOf = (visit: ListedVisit) => localDay(new Date(visit.visitedAt))

export function VisitList({ address, list, visits, waiting, hasMore, onEnd }: VisitListProps): ReactNode {
  if (waiting)
    return (
      <div className="flex-1 overflow-hidden">
        <WaitingRows label="Reading your history" />
      </div>
    )
  if (visits.length === 0)
    return <div className="flex-1">{isNarrow(address.search) ? <NoMatch address={address} /> : <NoHistory />}</div>
  const reachableId = list.activeId ?? visits[0]?.id
  return (
    <VirtualList
      label="Visits"
      items={visits}
      idOf={idOf}
      groupOf={dayOf}
      renderGroup={(day) => formatDay(day, new Date())}
      activeId={list.activeId}
      moves={list.moves}
      hasMore={hasMore}
      onEnd={onEnd}
      selectable
      renderItem={(visit) => (
        <VisitRow
          visit={visit}
          active={visit.id === list.activeId}
          reachable={visit.id === reachableId}
          open={visit.id === address.search.visit}
          selected={list.selected.has(visit.id)}
          onOpen={() => {
            list.setActive(visit)
            address.show(visit.pageId, visit.id)
          }}
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
