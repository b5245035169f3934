import type { ListHistory } from '@hydraflow/sdk'
import { formatExact, formatShortDay, localDay, startOfDay } from '../../ui/format.ts'
import type { HistorySearch } from './history-search.ts'

export type HistoryFilter = Pick<ListHistory, 'query' | 'host' | 'subdomains' | 'from' | 'to' | 'hidden'>

const isDay = (moment: string): boolean => !moment.includes('T')

const momentOf = (moment: string | undefined, daysLater: number): string | undefined =>
  moment === undefined || !isDay(moment) ? moment : startOfDay(moment, daysLater).toISOString()

/** What the server is asked for: days become the midnights of the person, and redirects stay out unless asked for. */
export function filterFromSearch({ q, host, subdomains, from, to, hidden }: HistorySearch): HistoryFilter {
  return {
    ...(q !== undefined && { query: q }),
    ...(host !== undefined && { host }),
    ...(host !== undefined && subdomains && { subdomains }),
    ...(from !== undefined && { from: momentOf(from, 0) }),
    ...(to !== undefined && { to: momentOf(to, 1) }),
    ...(!hidden && { hidden: false }),
  }
}

/** True when the filter narrows what is shown; leaving redirects out does not count. */
export const isNarrow = ({ q, host, from, to }: HistorySearch): boolean =>
  q !== undefined || host !== undefined || from !== undefined || to !== undefined

export const presets = [
  { value: 'any', label: 'Any time' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: '7 days' },
  { value: 'month', label: '30 days' },
] as const
export type Preset = (typeof presets)[number]['value']

const daysBack: Record<Exclude<Preset, 'any'>, number> = { today: 0, week: 6, month: 29 }

const dayBefore = (now: Date, days: number) => localDay(startOfDay(localDay(now), -days))

export const searchOfPreset = (preset: Preset, now: Date): Pick<HistorySearch, 'from' | 'to'> =>
  preset === 'any' ? { from: undefined, to: undefined } : { from: dayBefore(now, daysBack[preset]), to: undefined }

export function presetOf({ from, to }: HistorySearch, now: Date): Preset | undefined {
  if (from === undefined && to === undefined) return 'any'
  if (to !== undefined) return undefined
  return (['today', 'week', 'month'] as const).find((preset) => from === dayBefore(now, daysBack[preset]))
}

const dayMs = 86_400_000

/** `22 Nov 2026`, `3 Nov 2026 to 22 Nov 2026`, `since 3 Nov 2026`, or exact moments. */
export function spanText({ from, to }: HistorySearch): string {
  const day = utcDay(from, to)
  if (day !== undefined) return day
  const [first, last] = [from && momentText(from), to && momentText(to)]
  if (first && last) return first === last ? first : `${first} to ${last}`
  return first ? `since ${first}` : `until ${last}`
}

function momentText(moment: string): string {
  if (isDay(moment)) return formatShortDay(startOfDay(moment).toISOString())
  return moment.endsWith('T00:00:00Z') ? utcDayText(moment) : formatExact(moment)
}

const utcDayName = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

const utcDayText = (moment: string): string =>
  utcDayName.format(new Date(moment)) + (new Date().getTimezoneOffset() === 0 ? '' : ' (UTC)')

function utcDay(from: string | undefined, to: string | undefined): string | undefined {
  if (!from?.endsWith('T00:00:00Z') || to === undefined || Date.parse(to) - Date.parse(from) !== dayMs) return undefined
  return utcDayText(from)
}

/** The whole filter as a sentence's end: `that match “rust” on example.org, since 3 Nov 2026`. */
export function filterText(search: HistorySearch): string {
  const { q, host, subdomains, from, to } = search
  const parts = [
    q !== undefined && `matching “${q}”`,
    host !== undefined && `on ${host}${subdomains ? ' and its subdomains' : ''}`,
    (from !== undefined || to !== undefined) && `${from && to ? 'of ' : ''}${spanText(search)}`,
  ]
  return parts.filter(Boolean).join(', ')
}
