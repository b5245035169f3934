import type { ReactNode } from 'react'

/** A few rows that need no scrolling of their own. */
export function ShortList({ label, children }: { label: string; children: readonly ReactNode[] }): ReactNode {
  return (
    <div role="grid" aria-label={label} className="-mx-6 max-md:-mx-4">
      {children.map((child, index) => (
        <div key={index} role="rowgroup" className="h-8.5 max-md:h-15">
          {child}
        </div>
      ))}
    </div>
  )
}
