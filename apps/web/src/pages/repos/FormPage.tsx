import type { ReactNode } from 'react'

interface FormPageProps {
  title: string
  above: ReactNode
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A page that is one form, in a column of reading width. */
export function FormPage({ title, above, note, actions, children }: FormPageProps): ReactNode {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-200 flex-col gap-8 px-6 pt-5 pb-12 max-md:px-4 max-md:pt-4">
        <header>
          <title>{`${title} · HydraFlow`}</title>
          <p className="flex min-w-0 text-quiet">{above}</p>
          <div className="mt-1 flex flex-wrap items-center justify-between gap-2">
            <h1 className="min-w-0 text-lg font-semibold tracking-[-0.01em] wrap-anywhere">{title}</h1>
            {actions}
          </div>
          {note && <p className="mt-1 max-w-140 text-quiet">{note}</p>}
        </header>
        {children}
      </div>
    </div>
  )
}
