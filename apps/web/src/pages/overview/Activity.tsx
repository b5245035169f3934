import { Suspense, lazy, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { ActivityDay } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { counted, formatNumber } from '../../ui/format.ts'
import { activityText, dayText, historyOfDay, kindsIn } from './activity-days.ts'
import { Section } from './Section.tsx'

const ActivityChart = lazy(() => import('./ActivityChart.tsx'))

/** What happened on each of the last 90 days: as bars for the eye, as a table for everyone else. */
export function Activity({ days }: { days: readonly ActivityDay[] }): ReactNode {
  const kinds = kindsIn(days)
  const total = days.reduce((sum, day) => sum + day.visits, 0)
  const busy = days.filter((day) => activityText(day) !== 'nothing').toReversed()
  return (
    <Section
      title="Activity"
      note={
        <Link {...paths.history({ from: `${days[0]?.day}T00:00:00Z`, hidden: true })} className="door">
          {counted(total, 'visit')} in 90 days
        </Link>
      }
    >
      {busy.length === 0 ? (
        <p className="text-quiet">Nothing was recorded in the last 90 days. Older history is kept all the same.</p>
      ) : (
        <>
          <Suspense fallback={<div className="h-36" />}>
            <ActivityChart days={days} kinds={kinds} />
          </Suspense>
          <div className="mt-2 flex flex-wrap items-start gap-x-5 gap-y-2">
            {kinds.length > 1 && (
              <ul className="flex gap-4 py-1">
                {kinds.map(({ kind, label, colour }) => (
                  <li key={kind} className="flex items-center gap-1.5 text-quiet">
                    <span aria-hidden className="size-2.5 rounded-full" style={{ background: colour }} />
                    {label}
                  </li>
                ))}
              </ul>
            )}
            <details className="group ml-auto open:w-full">
              <summary className="rounded-sm py-1 text-quiet hover:text-text">Show as a table</summary>
              <DayTable days={busy} kinds={kinds} />
            </details>
          </div>
        </>
      )}
    </Section>
  )
}

function DayTable({ days, kinds }: { days: readonly ActivityDay[]; kinds: ReturnType<typeof kindsIn> }): ReactNode {
  return (
    <table className="mt-1 w-full">
      <thead>
        <tr className="border-b border-line text-quiet">
          <th scope="col" className="py-1.5 text-left font-normal">
            Day (UTC)
          </th>
          {kinds.map(({ kind, label }) => (
            <th key={kind} scope="col" className="py-1.5 text-right font-normal">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.day} className="border-b border-line">
            <th scope="row" className="py-1.5 text-left font-normal">
              <Link {...historyOfDay(day.day)} className="door">
                {dayText(day.day)}
              </Link>
            </th>
            {kinds.map(({ kind }) => (
              <td key={kind} className="py-1.5 text-right">
                {formatNumber(day[kind])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
