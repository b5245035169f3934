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
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
        <h1
          dir="auto"
          className="line-clamp-2 max-w-[min(100%,48rem)] text-lg font-semibold tracking-[-0.01em] wrap-anywhere"
          title={title.length > 80 ? title : undefined}
        >
          {title}
        </h1>
        <p aria-live="polite" className="text-quiet">
          {count}
        </p>
        <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>
      </div>
      {children}
    </header>
  )
}
