import { useEffect, useRef, useState, type ReactNode } from 'react'
import { FilterChip, ToggleChip } from '../../ui/Chip.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { classes } from '../../ui/classes.ts'
import { formatMoment, localDay, startOfDay } from '../../ui/format.ts'
import { fieldClasses } from '../../ui/TextField.tsx'
import { useNow } from '../../ui/Time.tsx'
import { jobStatuses, jobTypes, statusWords, typeWords } from './job-words.ts'
import type { JobsAddress } from './use-jobs-address.ts'

const settleMs = 160

const times = [
  { value: 'any', label: 'Any time' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: '7 days' },
] as const
type Time = (typeof times)[number]['value']

const toggled = <W extends string>(words: readonly W[] | undefined, word: W): W[] | undefined => {
  const next = words?.includes(word) ? words.filter((other) => other !== word) : [...(words ?? []), word]
  return next.length > 0 ? next : undefined
}

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
    <div
      role="group"
      aria-label="Filters"
      className="flex flex-wrap items-center gap-2 max-md:-mx-4 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4"
    >
      <Choice label="Time" value={time} options={times} onChoose={(value) => narrow({ since: sinceOf[value] })} />
      {time === undefined && search.since !== undefined && (
        <FilterChip onRemove={() => narrow({ since: undefined })}>{sinceText(search.since, now)}</FilterChip>
      )}
      {jobStatuses.map((status) => (
        <ToggleChip
          key={status}
          pressed={search.status?.includes(status) ?? false}
          onPress={() => narrow({ status: toggled(search.status, status) })}
        >
          {statusWords[status]}
        </ToggleChip>
      ))}
      <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line" />
      {jobTypes.map((type) => (
        <ToggleChip
          key={type}
          pressed={search.type?.includes(type) ?? false}
          onPress={() => narrow({ type: toggled(search.type, type) })}
        >
          {typeWords[type]}
        </ToggleChip>
      ))}
    </div>
  )
}

const sinceText = (since: string, now: Date) =>
  `Since ${formatMoment(since.includes('T') ? since : startOfDay(since).toISOString(), now)}`

/** Filters by the words of a job, once the person stops typing for a moment. */
export function JobWords({ address }: { address: JobsAddress }): ReactNode {
  const value = address.search.q ?? ''
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      sent.current = next.trim()
      address.narrow({ q: next.trim() || undefined }, true)
    }, settleMs)
  }
  return (
    <input
      type="search"
      aria-label="Filter jobs by words"
      placeholder="Filter by words"
      value={text}
      maxLength={500}
      onChange={(event) => change(event.target.value)}
      className={classes(fieldClasses, 'max-w-48 shrink-0 max-md:min-w-36')}
    />
  )
}
