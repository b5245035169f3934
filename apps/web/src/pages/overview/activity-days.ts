import type { ActivityDay } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { counted } from '../../ui/format.ts'

/** The kinds an activity bar is made of, from the bottom up. */
export const activityKinds = [
  { kind: 'visits', one: 'visit', label: 'Visits', colour: 'var(--series-1)' },
  { kind: 'messages', one: 'message', label: 'Messages', colour: 'var(--series-2)' },
  { kind: 'tasks', one: 'task', label: 'Tasks', colour: 'var(--series-3)' },
] as const

/** The kinds that occur at all: an empty kind needs no place in the legend. */
export const kindsIn = (days: readonly ActivityDay[]) =>
  activityKinds.filter(({ kind }) => kind === 'visits' || days.some((day) => day[kind] > 0))

const dayName = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

export const dayText = (day: string): string => dayName.format(new Date(day))

export const activityText = (day: ActivityDay): string => {
  const parts = activityKinds.filter(({ kind }) => day[kind] > 0).map(({ kind, one }) => counted(day[kind], one))
  return parts.length > 0 ? parts.join(', ') : 'nothing'
}

/** The history of exactly this day, which the server counts in UTC. */
export function historyOfDay(day: string) {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  return paths.history({ from: `${day}T00:00:00Z`, to: `${next}T00:00:00Z`, hidden: true })
}
