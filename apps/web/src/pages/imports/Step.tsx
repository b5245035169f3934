import type { ReactNode } from 'react'

interface StepProps {
  number: number
  title: string
  note?: ReactNode
  children: ReactNode
}

/** One of the three steps; they stand below each other, so that none hides what the last one said. */
export function Step({ number, title, note, children }: StepProps): ReactNode {
  return (
    <section className="appear flex flex-col gap-4">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b border-line pb-2">
        <h2 className="text-base font-semibold">
          <span className="mr-2.5 font-normal text-quiet">{number}</span>
          {title}
        </h2>
        {note && <div className="ml-auto text-quiet">{note}</div>}
      </div>
      {children}
    </section>
  )
}
