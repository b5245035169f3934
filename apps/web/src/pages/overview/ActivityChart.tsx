import { useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { Bar, BarChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { ActivityDay } from '@hydraflow/sdk'
import { activityText, dayText, historyOfDay, type activityKinds } from './activity-days.ts'

interface ActivityChartProps {
  days: readonly ActivityDay[]
  kinds: readonly (typeof activityKinds)[number][]
}

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -90, End: 90 }

/** 90 small bars. The arrow keys walk over the days, Enter opens the one that is told below. */
export default function ActivityChart({ days, kinds }: ActivityChartProps): ReactNode {
  const navigate = useNavigate()
  const [at, setAt] = useState<number>()
  const shown = at === undefined ? undefined : days[at]
  const open = (day: ActivityDay | undefined) => day && void navigate(historyOfDay(day.day))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (event.key === 'Enter') open(shown)
    else if (step === undefined) return
    else setAt(Math.max(0, Math.min(days.length - 1, (at ?? days.length) + step)))
    event.preventDefault()
  }
  // The bars share the width evenly, so the place of the pointer says which day it is on.
  const indexUnder = ({ currentTarget, clientX }: MouseEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return Math.max(0, Math.min(days.length - 1, Math.floor(((clientX - left) / width) * days.length)))
  }
  const months = days.filter(({ day }) => day.endsWith('-01')).map(({ day }) => day)
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Activity by day; Enter opens the history of the day"
      aria-valuemin={0}
      aria-valuemax={days.length - 1}
      aria-valuenow={at ?? days.length - 1}
      aria-valuetext={shown ? `${dayText(shown.day)}: ${activityText(shown)}` : 'no day chosen'}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(undefined)}
      onMouseMove={(event) => setAt(indexUnder(event))}
      onMouseLeave={() => setAt(undefined)}
      onClick={(event) => open(days[indexUnder(event)])}
      className="relative h-36 cursor-pointer rounded-sm [&_svg]:overflow-visible"
    >
      {at !== undefined && (
        <div
          aria-hidden
          className="absolute top-6.5 bottom-5.5 bg-line"
          style={{ left: `${(at / days.length) * 100}%`, width: `${100 / days.length}%` }}
        />
      )}
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={[...days]}
          accessibilityLayer={false}
          margin={{ top: 26, right: 0, bottom: 0, left: 0 }}
          barCategoryGap={1}
        >
          <XAxis
            dataKey="day"
            ticks={months}
            tickFormatter={(day: string) => monthName.format(new Date(day))}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            tick={{ fill: 'var(--text-quiet)', fontSize: 12 }}
            height={22}
            interval={0}
          />
          <YAxis hide domain={[0, 'dataMax']} />
          {kinds.map(({ kind, colour }) => (
            <Bar
              key={kind}
              dataKey={kind}
              stackId="day"
              fill={colour}
              isAnimationActive={false}
              minPointSize={(value) => (value ? 2 : 0)}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
      {shown && at !== undefined && <DaySign day={shown} share={(at + 0.5) / days.length} />}
    </div>
  )
}

/** What a day holds, above its bar, never beyond the edge. */
function DaySign({ day, share }: { day: ActivityDay; share: number }): ReactNode {
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-0 rounded-sm border border-line bg-raised px-2 py-0.5 whitespace-nowrap shadow-float"
      style={{ left: `${share * 100}%`, transform: `translateX(-${share * 100}%)` }}
    >
      <span className="text-quiet">{dayText(day.day)}</span> {activityText(day)}
    </div>
  )
}
