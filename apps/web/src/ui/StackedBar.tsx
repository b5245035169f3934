import type { ReactNode } from 'react'
import { classes } from './classes.ts'

export interface Part {
  readonly label: string
  readonly value: number
  readonly text: string
  readonly note?: string | undefined
}

const colours = ['bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5']

/** One bar of parts with its legend; the legend says in words what the bar shows. */
export function StackedBar({ parts }: { parts: readonly Part[] }): ReactNode {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  return (
    <div>
      <div aria-hidden className="flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-line">
        {parts.map(
          (part, index) =>
            part.value > 0 && (
              <div
                key={part.label}
                className={classes(colours[index % colours.length], 'min-w-1')}
                style={{ width: `${(part.value / total) * 100}%` }}
              />
            ),
        )}
      </div>
      <ul className="mt-3 flex flex-col">
        {parts.map((part, index) => (
          <li key={part.label} className="flex min-h-7 items-center gap-2">
            <span aria-hidden className={classes('size-2.5 shrink-0 rounded-full', colours[index % colours.length])} />
            <span>{part.label}</span>
            {part.note && <span className="line text-quiet">{part.note}</span>}
            <span className="ml-auto pl-3 whitespace-nowrap">{part.text}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
