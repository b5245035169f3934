import { flushSync } from 'react-dom'

/** A part that begins within this of the top has the eye of the reader, not the one before it. */
const nearTop = 16

/**
 * Changes how tall the parts of a scroller are and keeps the one at its top where it was, as far into it as it was read:
 * the browser would keep the distance to the very top, and show another part.
 */
export function inPlace(scroller: HTMLElement | null, parts: string, change: () => void): void {
  const top = scroller?.getBoundingClientRect().top ?? 0
  const part = [...(scroller?.querySelectorAll(parts) ?? [])].findLast(
    (element) => element.getBoundingClientRect().top <= top + nearTop,
  )
  const before = part?.getBoundingClientRect()
  flushSync(change)
  if (!scroller || !part || !before) return
  const after = part.getBoundingClientRect()
  const read = before.height > 0 ? (top - before.top) / before.height : 0
  scroller.scrollTop += after.top - top + read * after.height
}
