import type { ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { ListedVisit, PurgeHistory } from '@hydraflow/sdk'
import { toast } from 'sonner'
import { client, refresh } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { counted } from '../../ui/format.ts'
import { Fault } from '../Fault.tsx'
import { filterText, isNarrow } from './history-filter.ts'
import type { HistorySearch } from './history-search.ts'
import { purgeOf, thoroughPurgeOf, useVisitCount } from './use-history.ts'

/** What is to go: visits that were chosen one by one, or all that a filter selects. */
export type Deletion = { kind: 'visits'; visits: readonly ListedVisit[] } | { kind: 'filter'; search: HistorySearch }

interface DeleteDialogProps {
  deletion: Deletion
  onClose: () => void
  onDeleted: () => void
}

/** A whole history goes in many short steps. */
const longestPurgeMs = 600_000

const inputOf = (deletion: Deletion): PurgeHistory =>
  deletion.kind === 'visits'
    ? { ids: deletion.visits.slice(0, 1_000).map(({ id }) => id) }
    : thoroughPurgeOf(deletion.search)

/** Counts first, says that there is no way back, then deletes and says what went. */
export function DeleteDialog({ deletion, onClose, onDeleted }: DeleteDialogProps): ReactNode {
  const input = inputOf(deletion)
  const count = useVisitCount(input)
  const visits = count.data?.removed.visits ?? 0
  const purge = useMutation({
    mutationFn: () => client.history.purge(input, { timeoutMs: longestPurgeMs }),
    onSuccess: async ({ removed }) => {
      onClose()
      onDeleted()
      toast.success(`${counted(removed.visits ?? 0, 'visit')} deleted`, { description: restText(removed) })
      await refresh(queryKeys.history)
    },
  })
  const error = purge.error ?? count.error
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={titleOf(deletion)}
      confirm={count.data ? `Delete ${counted(visits, 'visit')}` : 'Counting…'}
      busy={purge.isPending}
      disabled={visits === 0}
      onConfirm={() => purge.mutate()}
    >
      <WhatGoes deletion={deletion} count={count.data && visits} />
      <p>
        This cannot be undone: what is deleted leaves the tables, the search index and, soon after, the files of this
        workspace.
      </p>
      {error && <Fault error={error} />}
    </ConfirmDialog>
  )
}

const titleOf = (deletion: Deletion): string => {
  if (deletion.kind === 'filter')
    return isNarrow(deletion.search) ? 'Delete what this filter selects?' : 'Delete the whole history?'
  return deletion.visits.length === 1 ? 'Delete this visit?' : `Delete ${counted(deletion.visits.length, 'visit')}?`
}

/** What went along with the visits. */
function restText(removed: Record<string, number>): string {
  const { pages = 0 } = removed
  return pages > 0 ? `${counted(pages, 'page')} without any other visit went too.` : ''
}

function WhatGoes({ deletion, count }: { deletion: Deletion; count: number | undefined }): ReactNode {
  if (deletion.kind === 'filter') return <FilterGoes search={deletion.search} count={count} />
  const shown = deletion.visits.slice(0, 3)
  const more = deletion.visits.length - shown.length
  return (
    <ul className="flex flex-col gap-1 rounded-sm bg-hover p-3">
      {shown.map(({ id, title, url }) => (
        <li key={id} className="line">
          {title || url}
        </li>
      ))}
      {more > 0 && <li className="text-quiet">and {counted(more, 'more', 'more')}</li>}
    </ul>
  )
}

function FilterGoes({ search, count }: { search: HistorySearch; count: number | undefined }): ReactNode {
  const listed = useVisitCount(purgeOf(search), search.hidden === undefined).data?.removed.visits
  const unseen = count !== undefined && listed !== undefined ? count - listed : 0
  const which = filterText(search)
  return (
    <p aria-live="polite">
      {count === undefined
        ? 'Counting what would go…'
        : `${counted(count, 'visit')} ${which || 'of every site and time'} will go`}
      {unseen > 0 && `, among them ${counted(unseen, 'redirect')} that the list does not show`}
      {count !== undefined && '.'}
    </p>
  )
}
