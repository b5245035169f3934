import { useState, type ReactNode } from 'react'
import type { ListedVisit } from '@hydraflow/sdk'
import { Trash2 } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { useListKeys } from '../../ui/list-keys.ts'
import { openOutside } from '../../ui/Link.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Fault } from '../Fault.tsx'
import { DeleteDialog, type Deletion } from './DeleteDialog.tsx'
import { HistoryCount } from './HistoryCount.tsx'
import { HistoryFilters } from './HistoryFilters.tsx'
import { HostFacets } from './HostFacets.tsx'
import { isNarrow } from './history-filter.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { useHistoryAddress, useVisits } from './use-history.ts'
import { VisitList } from './VisitList.tsx'
import { VisitPanel } from './VisitPanel.tsx'

const idOf = (visit: ListedVisit) => visit.id

export function HistoryPage(): ReactNode {
  const address = useHistoryAddress()
  const { search } = address
  const query = useVisits(search)
  const { visits } = query
  const [deletion, setDeletion] = useState<Deletion | null>(null)

  const list = useListKeys({
    title: 'History',
    items: visits,
    idOf,
    selectable: true,
    open: (visit) => address.show(visit.pageId, visit.id),
    close: search.page === undefined ? undefined : address.close,
    remove: (chosen) => setDeletion({ kind: 'visits', visits: chosen }),
    more: [
      { keys: 'o', label: 'Open the page in a new tab', run: () => openActive() },
      {
        keys: 'f',
        label: 'Filters',
        run: () => document.getElementById('history-filters')?.querySelector('button')?.focus(),
      },
    ],
  })
  const openActive = () => {
    const visit = visits.find(({ id }) => id === list.activeId)
    if (visit) openOutside(visit.url)
  }
  const chosen = visits.filter(({ id }) => list.selected.has(id))

  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <PageHead
          title="History"
          count={<HistoryCount search={search} updating={query.isPlaceholderData} />}
          actions={
            visits.length > 0 && (
              <Button look="ghost" icon={Trash2} onClick={() => setDeletion({ kind: 'filter', search })}>
                {isNarrow(search) ? 'Delete these' : 'Delete all'}
              </Button>
            )
          }
        >
          <HistoryFilters address={address} />
        </PageHead>
        {chosen.length > 0 && (
          <SelectionBar
            count={chosen.length}
            onClear={list.clear}
            onDelete={() => setDeletion({ kind: 'visits', visits: chosen })}
          />
        )}
        <div className="flex min-h-0 flex-1">
          {query.error && visits.length === 0 ? (
            <div className="flex-1 p-6">
              <Fault error={query.error} onRetry={() => void query.refetch()} />
            </div>
          ) : (
            <VisitList address={address} list={list} visits={visits} query={query} />
          )}
          <HostFacets address={address} />
        </div>
      </div>
      {search.page !== undefined && (
        <VisitPanel
          key={search.page}
          pageId={search.page}
          visit={visits.find(({ id }) => id === search.visit)}
          address={address}
          onDelete={setDeletion}
        />
      )}
      {deletion && <DeleteDialog deletion={deletion} onClose={() => setDeletion(null)} onDeleted={list.clear} />}
    </div>
  )
}
