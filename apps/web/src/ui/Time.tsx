import { useEffect, useState, type ReactNode } from 'react'
import { formatClock, formatExact, formatMoment } from './format.ts'

/** Now, told again every `everyMs`; fixed when left out. */
export function useNow(everyMs?: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    if (everyMs === undefined) return undefined
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** A moment as people say it; the exact one on hover. `clock` leaves the day to the heading above. */
export function Time({ at, clock = false }: { at: string; clock?: boolean }): ReactNode {
  const now = useNow()
  return (
    <time dateTime={at} title={formatExact(at)} className="whitespace-nowrap">
      {clock ? formatClock(at) : formatMoment(at, now)}
    </time>
  )
}
