import type { ReactNode } from 'react'

interface MeterProps {
  label: string
  used: number
  /** What would come on top. */
  asked?: number
  limit: number
  /** What the bar shows, in words. */
  children: ReactNode
}

/** How much of a limit is used, in words above a thin bar. What goes over the limit goes over the mark. */
export function Meter({ label, used, asked = 0, limit, children }: MeterProps): ReactNode {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-quiet">{label}</span>
        <span className="tabular-nums">{children}</span>
      </div>
      <MeterBar used={used} asked={asked} limit={limit} />
    </div>
  )
}

export function MeterBar({ used, asked = 0, limit }: { used: number; asked?: number; limit: number }): ReactNode {
  const sum = used + asked
  const scale = Math.max(limit, sum, 1)
  const share = (value: number) => `${(value / scale) * 100}%`
  const over = sum > limit
  return (
    <span aria-hidden className="relative block h-1.5">
      <span className="flex h-full gap-px overflow-hidden rounded-full bg-line">
        {used > 0 && <span className="min-w-0.5 bg-series-1" style={{ width: share(used) }} />}
        {asked > 0 && (
          <span className={over ? 'min-w-1 bg-bad' : 'min-w-1 bg-series-2'} style={{ width: share(asked) }} />
        )}
      </span>
      {over && limit > 0 && <span className="absolute -inset-y-0.5 w-0.5 bg-text" style={{ left: share(limit) }} />}
    </span>
  )
}
