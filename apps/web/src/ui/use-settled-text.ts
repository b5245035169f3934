import { useEffect, useRef, useState } from 'react'

interface SettledText {
  readonly text: string
  /** Takes what is typed; it settles by itself, or where nothing is to do so, when `settle` is called. */
  readonly change: (text: string) => void
  readonly settle: (text: string) => void
}

/**
 * A field whose text counts once the person stops typing for a moment (`settleMs`; null for a field that waits for
 * `settle`). Another hand may change the value meanwhile: back, a chip, a link.
 */
export function useSettledText(
  value: string,
  settleMs: number | null,
  onSettle: (trimmed: string) => void,
): SettledText {
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])

  const settle = (next: string) => {
    clearTimeout(timer.current)
    sent.current = next.trim()
    onSettle(next.trim())
  }
  const change = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    if (settleMs !== null) timer.current = setTimeout(() => settle(next), settleMs)
  }
  return { text, change, settle }
}
