import type { ReactNode } from 'react'
import { counted } from '../../ui/format.ts'
import type { HistorySearch } from './history-search.ts'
import { purgeOf, useVisitCount } from './use-history.ts'

/** How many visits the filter selects, told to a screen reader as well. */
export function HistoryCount({ search, updating }: { search: HistorySearch; updating: boolean }): ReactNode {
  const { data } = useVisitCount(purgeOf(search))
  if (updating) return 'Searching…'
  return data ? counted(data.removed.visits ?? 0, 'visit') : null
}
