import type { ReactNode } from 'react'
import { FilterChip } from '../../ui/Chip.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { FilterGap, Filters, TextFilter, WordFilter } from '../../ui/Filters.tsx'
import { formatMoment, localDay, startOfDay } from '../../ui/format.ts'
import { useNow } from '../../ui/Time.tsx'
import { jobStatuses, jobTypes, statusWords, typeWords } from './job-words.ts'
import type { JobsAddress } from './use-jobs-address.ts'

const times = [
  { value: 'any', label: 'Any time' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: '7 days' },
] as const
type Time = (typeof times)[number]['value']

export function JobFilters({ address }: { address: JobsAddress }): ReactNode {
  const { search, narrow } = address
  const now = useNow()
  const today = localDay(now)
  const sinceOf: Record<Time, string | undefined> = {
    any: undefined,
    today,
    week: localDay(startOfDay(today, -6)),
  }
  const time = times.find(({ value }) => sinceOf[value] === search.since)?.value
  return (
    <Filters>
      <Choice label="Time" value={time} options={times} onChoose={(value) => narrow({ since: sinceOf[value] })} />
      {time === undefined && search.since !== undefined && (
        <FilterChip onRemove={() => narrow({ since: undefined })}>{sinceText(search.since, now)}</FilterChip>
      )}
      <WordFilter
        words={jobStatuses}
        labels={statusWords}
        chosen={search.status}
        onChoose={(status) => narrow({ status })}
      />
      <FilterGap />
      <WordFilter words={jobTypes} labels={typeWords} chosen={search.type} onChoose={(type) => narrow({ type })} />
    </Filters>
  )
}

const sinceText = (since: string, now: Date) =>
  `Since ${formatMoment(since.includes('T') ? since : startOfDay(since).toISOString(), now)}`

/** Filters by the words of a job. */
export function JobWords({ address }: { address: JobsAddress }): ReactNode {
  return (
    <TextFilter
      label="Filter jobs by words"
      placeholder="Filter by words"
      value={address.search.q}
      maxLength={500}
      onSettle={(q) => address.narrow({ q }, true)}
    />
  )
}
