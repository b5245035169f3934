import type { ReactNode } from 'react'
import { formatNumber } from './format.ts'

interface DeltaProps {
  added: number
  removed: number
}

/** Lines that came and went; nothing where none did. */
export function Delta({ added, removed }: DeltaProps): ReactNode {
  if (added + removed === 0) return null
  return (
    <span className="inline-flex gap-1.5 whitespace-nowrap tabular-nums">
      <span className="text-good">
        +{formatNumber(added)}
        <span className="sr-only"> lines added,</span>
      </span>
      <span className="text-bad">
        −{formatNumber(removed)}
        <span className="sr-only"> lines removed</span>
      </span>
    </span>
  )
}

/** The same as a bar: as long as there is change, beside the largest one that is shown with it. */
export function DeltaBar({ added, removed, most }: DeltaProps & { most: number }): ReactNode {
  const sum = added + removed
  // A square root keeps small ones to be seen beside large ones.
  const width = sum === 0 ? 0 : Math.max(0.1, Math.sqrt(sum / Math.max(most, sum, 1)))
  return (
    <span aria-hidden className="inline-flex h-1.5 w-12 shrink-0">
      <span className="flex h-full gap-px overflow-hidden rounded-full" style={{ width: `${width * 100}%` }}>
        {added > 0 && <span className="h-full min-w-0.5 bg-good" style={{ flexGrow: added }} />}
        {removed > 0 && <span className="h-full min-w-0.5 bg-bad" style={{ flexGrow: removed }} />}
      </span>
    </span>
  )
}
