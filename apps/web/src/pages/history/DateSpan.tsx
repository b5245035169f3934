import type { ReactNode } from 'react'
import { localDay } from '../../ui/format.ts'
import { useNow } from '../../ui/Time.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { HistorySearch } from './history-search.ts'

interface DateSpanProps {
  search: HistorySearch
  onChange: (change: Partial<HistorySearch>) => void
}

const dayOf = (moment: string | undefined) =>
  moment === undefined ? '' : moment.includes('T') ? localDay(new Date(moment)) : moment

/** The first and the last day, both included. */
export function DateSpan({ search, onChange }: DateSpanProps): ReactNode {
  const today = localDay(useNow())
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label="From"
        type="date"
        max={today}
        value={dayOf(search.from)}
        onChange={(event) => onChange({ from: event.target.value || undefined })}
      />
      <TextField
        label="To"
        type="date"
        max={today}
        value={dayOf(search.to)}
        onChange={(event) => onChange({ to: event.target.value || undefined })}
      />
      <p className="text-quiet">Both days are included.</p>
    </div>
  )
}
