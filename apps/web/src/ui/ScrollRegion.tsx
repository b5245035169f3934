import type { ReactNode, RefObject } from 'react'
import { classes } from './classes.ts'

interface ScrollRegionProps {
  label: string
  className?: string
  element?: RefObject<HTMLDivElement | null>
  onScroll?: () => void
  children: ReactNode
}

/** What scrolls by itself: Tab reaches it, so that the arrow keys can move it. */
export function ScrollRegion({ label, className, element, onScroll, children }: ScrollRegionProps): ReactNode {
  return (
    <div
      ref={element}
      role="region"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- nothing inside takes the focus
      tabIndex={0}
      onScroll={onScroll}
      className={classes('overflow-auto -outline-offset-2', className)}
    >
      {children}
    </div>
  )
}

/** What a program wrote, as it wrote it. */
export function Output({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <ScrollRegion label={label} className="max-h-80 rounded-sm bg-hover p-3">
      <pre className="w-max font-mono text-xs">{children}</pre>
    </ScrollRegion>
  )
}
