import type { ReactNode } from 'react'

interface ProgressProps {
  label: string
  done: number
  /** Unknown while the work is still being measured. */
  total: number | null
}

/** A thin line; without a total it breathes instead of pretending. */
export function Progress({ label, done, total }: ProgressProps): ReactNode {
  const percent = total === null || total === 0 ? null : Math.min(100, (done / total) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent !== null && { 'aria-valuenow': Math.round(percent) })}
      className="h-1 w-full overflow-hidden rounded-full bg-line"
    >
      {percent === null ? (
        <div className="h-full w-full animate-[breathe_1.6s_ease-in-out_infinite] bg-running" />
      ) : (
        <div className="h-full bg-running transition-[width]" style={{ width: `${percent}%` }} />
      )}
    </div>
  )
}
