import { useEffect, useState, type ReactNode } from 'react'
import { classes } from './classes.ts'

/** True once what uses it has been shown for longer than a person would call instant. */
export function useSlow(afterMs = 800): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return slow
}

export function Bone({ className }: { className?: string }): ReactNode {
  return (
    <span
      aria-hidden
      className={classes('block h-3 animate-[breathe_1.6s_ease-in-out_infinite] rounded-sm bg-line', className)}
    />
  )
}

interface WaitingRowsProps {
  /** What is being waited for, said when it takes long: "Reading your history". */
  label: string
  rows?: number
  rowHeight?: string
}

/** Rows of the height that the real ones will have, so that nothing jumps. */
export function WaitingRows({ label, rows = 12, rowHeight = 'h-8.5 max-md:h-15' }: WaitingRowsProps): ReactNode {
  const slow = useSlow()
  return (
    <div role="status" className="px-4">
      <span className={slow ? 'block py-2 text-quiet' : 'sr-only'}>{label}…</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes('flex items-center gap-3', rowHeight)}>
          <Bone className="size-5" />
          <Bone className={['w-1/2', 'w-2/5', 'w-3/5', 'w-1/3'][row % 4]} />
          <Bone className="ml-auto w-10" />
        </div>
      ))}
    </div>
  )
}
