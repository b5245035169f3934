import type { ReactNode } from 'react'
import { classes } from './classes.ts'

interface ChoiceProps<V extends string> {
  label: string
  value: V | undefined
  options: readonly { value: V; label: string }[]
  onChoose: (value: V) => void
}

/** A few words side by side of which one holds. */
export function Choice<V extends string>({ label, value, options, onChoose }: ChoiceProps<V>): ReactNode {
  return (
    <div role="group" aria-label={label} className="inline-flex shrink-0 rounded-sm border border-line p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
          className={classes(
            'h-6.5 rounded-[4px] px-2.5 whitespace-nowrap transition-colors max-md:h-10',
            option.value === value ? 'bg-selection text-text' : 'text-quiet hover:text-text',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
