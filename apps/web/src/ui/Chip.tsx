import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { classes } from './classes.ts'

/** A filter that is on, with the way to take it off. */
export function FilterChip({ children, onRemove }: { children: string; onRemove: () => void }): ReactNode {
  return (
    <button
      type="button"
      onClick={onRemove}
      aria-label={`Remove filter: ${children}`}
      className="inline-flex h-7 max-w-[min(100%,20rem)] items-center gap-1 rounded-full bg-selection pr-1.5 pl-3 text-text transition-colors hover:bg-hover max-md:h-11 max-md:px-4"
    >
      <span className="line">{children}</span>
      <X size={14} aria-hidden className="shrink-0 text-quiet" />
    </button>
  )
}

interface ToggleProps {
  pressed: boolean
  onPress: () => void
  children: ReactNode
}

/** One of several words that can be on or off. */
export function ToggleChip({ pressed, onPress, children }: ToggleProps): ReactNode {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={classes(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-3 whitespace-nowrap transition-colors max-md:h-11 max-md:px-4',
        pressed ? 'border-accent bg-selection text-text' : 'border-line text-quiet hover:bg-hover hover:text-text',
      )}
    >
      {children}
    </button>
  )
}
