import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  note?: ReactNode
  children: ReactNode
}

export function Section({ title, note, children }: SectionProps): ReactNode {
  return (
    <section className="min-w-0">
      <div className="mb-3 flex min-h-7 flex-wrap items-center gap-x-3 border-b border-line pb-1.5">
        <h2 className="font-semibold">{title}</h2>
        {note && <div className="ml-auto flex text-quiet">{note}</div>}
      </div>
      {children}
    </section>
  )
}
