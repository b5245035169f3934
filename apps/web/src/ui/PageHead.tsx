import type { ReactNode } from 'react'

interface PageHeadProps {
  title: string
  /** Where the page belongs: the way back up. */
  above?: ReactNode
  /** How much there is, told again when it changes. */
  count?: ReactNode
  actions?: ReactNode
  children?: ReactNode
}

/** The title of a page, how much it shows, what can be done, and its filters below. */
export function PageHead({ title, above, count, actions, children }: PageHeadProps): ReactNode {
  return (
    <header className="flex shrink-0 flex-col gap-3 px-6 pt-5 pb-3 max-md:px-4 max-md:pt-4">
      <title>{`${title} · HydraFlow`}</title>
      {above && <div className="-mb-2 flex min-w-0 items-center text-quiet">{above}</div>}
      <div className="flex items-start gap-x-6 gap-y-2 max-md:flex-col">
        <div className="flex min-h-8 min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
          <h1
            dir="auto"
            className="line-clamp-2 max-w-[min(100%,48rem)] text-lg font-semibold tracking-[-0.01em] wrap-anywhere max-md:line-clamp-5"
            title={title.length > 80 ? title : undefined}
          >
            {title}
          </h1>
          <p aria-live="polite" className="text-quiet">
            {count}
          </p>
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2 md:justify-end">{actions}</div>}
      </div>
      {children}
    </header>
  )
}
