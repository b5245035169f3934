const number = new Intl.NumberFormat('en')
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const dayThisYear = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const dayOtherYear = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const shortDayThisYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const exact = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
  timeZoneName: 'short',
})

export const formatNumber = (value: number): string => number.format(value)

/** `1 visit`, `2 visits`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`

const units = ['B', 'kB', 'MB', 'GB', 'TB']

export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** `2026-11-22` in the time zone of the person. */
export const localDay = (time: Date): string =>
  `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}`

const twoDigits = (part: number): string => String(part).padStart(2, '0')

/** The local midnight at which a day such as `2026-11-22` begins. */
export function startOfDay(day: string, daysLater = 0): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater)
}

export const formatClock = (iso: string): string => clock.format(new Date(iso))

export const formatExact = (iso: string): string => exact.format(new Date(iso))

/** `Today`, `Yesterday`, `Friday 20 November`, with the year when it is another one. */
export function formatDay(day: string, now: Date): string {
  if (day === localDay(now)) return 'Today'
  if (day === localDay(startOfDay(localDay(now), -1))) return 'Yesterday'
  const date = startOfDay(day)
  return (date.getFullYear() === now.getFullYear() ? dayThisYear : dayOtherYear).format(date)
}

/** `today 14:02`, `yesterday 14:02`, `20 Nov 14:02`, with the year when it is another one. */
export function formatMoment(iso: string, now: Date): string {
  const time = new Date(iso)
  const day = formatDay(localDay(time), now)
  const short = time.getFullYear() === now.getFullYear() ? shortDayThisYear : shortDay
  const word = day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : short.format(time)
  return `${word} ${clock.format(time)}`
}

export const formatShortDay = (iso: string): string => shortDay.format(new Date(iso))

/** `3 Nov 2025 to 22 Nov 2026`. */
export function formatSpan(from: string, to: string): string {
  const [first, last] = [formatShortDay(from), formatShortDay(to)]
  return first === last ? first : `${first} to ${last}`
}

export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export const formatEta = (seconds: number): string =>
  seconds < 1
    ? 'almost done'
    : `about ${formatDuration(Math.max(1, Math.round(seconds)) * 1000).replace(/\.0 s$/, ' s')} left`
