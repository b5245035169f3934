import { Fragment, type ReactNode } from 'react'
import { ToggleChip } from './Chip.tsx'
import { classes } from './classes.ts'
import { fieldClasses } from './TextField.tsx'
import { useSettledText } from './use-settled-text.ts'

/** A line of filters above a list; on a phone it scrolls by itself and fades where it goes on. */
export function Filters({ children }: { children: ReactNode }): ReactNode {
  return (
    <div
      role="group"
      aria-label="Filters"
      className="flex flex-wrap items-center gap-2 max-md:-mx-4 max-md:flex-nowrap max-md:overflow-x-auto max-md:overscroll-x-contain max-md:mask-l-from-[calc(100%-1rem)] max-md:mask-r-from-[calc(100%-2.5rem)] max-md:pr-10 max-md:pl-4"
    >
      {children}
    </div>
  )
}

/** Stands between two groups of filters. */
export function FilterGap(): ReactNode {
  return <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line" />
}

interface WordFilterProps<W extends string> {
  words: readonly W[]
  labels: Readonly<Record<W, string>>
  chosen: readonly W[] | undefined
  /** Told the words that are chosen now; undefined when none is. */
  onChoose: (chosen: W[] | undefined) => void
}

/** Words of which any number can be chosen. */
export function WordFilter<W extends string>({ words, labels, chosen, onChoose }: WordFilterProps<W>): ReactNode {
  const toggle = (word: W) => {
    const next = chosen?.includes(word) ? chosen.filter((other) => other !== word) : [...(chosen ?? []), word]
    onChoose(next.length > 0 ? next : undefined)
  }
  return (
    <Fragment>
      {words.map((word) => (
        <ToggleChip key={word} pressed={chosen?.includes(word) ?? false} onPress={() => toggle(word)}>
          {labels[word]}
        </ToggleChip>
      ))}
    </Fragment>
  )
}

const settleMs = 200

interface TextFilterProps {
  label: string
  placeholder: string
  title?: string
  value: string | undefined
  maxLength: number
  onSettle: (text: string | undefined) => void
  className?: string
}

/** Filters by what is typed, once the person stops typing for a moment. */
export function TextFilter({ label, value = '', onSettle, className, ...field }: TextFilterProps): ReactNode {
  const { text, change } = useSettledText(value, settleMs, (settled) => onSettle(settled || undefined))
  return (
    <input
      type="search"
      aria-label={label}
      value={text}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => change(event.target.value)}
      className={classes(fieldClasses, 'max-w-56 min-w-28! flex-[1_0_7rem] max-md:flex-none', className)}
      {...field}
    />
  )
}
