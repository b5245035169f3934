import type { ReactNode } from 'react'

export interface Stretch {
  readonly start: number
  readonly end: number
}

/** A text with the stretches that matched marked. Text stays text: nothing in it is ever read as HTML. */
export function Highlighted({
  text,
  ranges = [],
}: {
  text: string
  ranges?: readonly Stretch[] | undefined
}): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end } of ranges) {
    if (start < at || end > text.length) continue
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>)
    at = end
  }
  parts.push(text.slice(at))
  return parts
}
