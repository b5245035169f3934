import type { ReactNode } from 'react'
import type { LucideIcon } from 'lucide-react'

interface EmptyStateProps {
  icon?: LucideIcon
  title: string
  /** When it is all that a page shows. */
  heading?: 'h1' | 'h2'
  /** What to do next. */
  children?: ReactNode
  action?: ReactNode
}

export function EmptyState({
  icon: Icon,
  title,
  heading: Heading = 'h2',
  children,
  action,
}: EmptyStateProps): ReactNode {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-16 text-center">
      {Heading === 'h1' && <title>{`${title} · HydraFlow`}</title>}
      {Icon && <Icon size={22} aria-hidden className="mb-1 text-quiet" />}
      <Heading className="text-lg font-semibold text-balance">{title}</Heading>
      {children && <div className="text-base text-pretty text-quiet">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
