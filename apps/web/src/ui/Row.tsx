import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { classes } from './classes.ts'

export interface RowProps {
  /** An icon or a letter; gives way to the box to select with. */
  lead: ReactNode
  title: ReactNode
  /** One line of what matters. */
  note?: ReactNode
  /** Title and note keep to columns, where the note has much the same length in every row. */
  columns?: boolean
  /** The note lies below the title, as it does on a phone: a sentence needs the room. */
  stacked?: boolean
  /** At the right: the time, a count. */
  end?: ReactNode
  /** What can be done, shown on hover and focus. */
  actions?: ReactNode
  active: boolean
  open?: boolean
  /** The row that Tab reaches. */
  reachable: boolean
  selected?: boolean
  onOpen: () => void
  onSelect?: (range: boolean) => void
  selectLabel?: string
}

/** One thing in a list, whatever it is. */
export function Row(props: RowProps): ReactNode {
  const {
    lead,
    title,
    note,
    columns = false,
    stacked = false,
    end,
    actions,
    active,
    open = false,
    reachable,
    selected = false,
    onOpen,
    onSelect,
  } = props
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return
    event.preventDefault()
    onOpen()
  }
  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a, button, label, input') === null) onOpen()
  }
  return (
    <div
      role="row"
      tabIndex={reachable ? 0 : -1}
      data-active={active}
      aria-selected={onSelect ? selected : undefined}
      aria-current={open || undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      className={classes(
        'group flex h-full cursor-default items-center gap-3 px-6 -outline-offset-2 max-md:px-4',
        open || selected ? 'bg-selection' : 'hover:bg-hover',
      )}
    >
      <div role="gridcell" className="relative -m-2 flex size-9 shrink-0 items-center justify-center">
        <span
          className={classes(onSelect && 'group-hover:opacity-0 group-focus-within:opacity-0', selected && 'opacity-0')}
        >
          {lead}
        </span>
        {onSelect && <SelectBox {...props} onSelect={onSelect} />}
      </div>
      <div
        role="gridcell"
        className={classes(
          'flex min-w-0 flex-1 gap-x-4',
          stacked ? 'flex-col' : 'items-baseline max-md:flex-col max-md:items-stretch',
          columns && 'md:grid md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]',
        )}
      >
        <div className="line min-w-0 shrink">{title}</div>
        {note && <div className="line min-w-0 shrink-2 grow basis-auto text-quiet">{note}</div>}
      </div>
      {actions && (
        <div
          role="gridcell"
          className="flex items-center opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 max-md:hidden"
        >
          {actions}
        </div>
      )}
      {end && (
        <div role="gridcell" className="shrink-0 text-right text-quiet">
          {end}
        </div>
      )}
    </div>
  )
}

function SelectBox({
  onSelect,
  selected = false,
  selectLabel = 'Select',
}: RowProps & { onSelect: (range: boolean) => void }): ReactNode {
  return (
    <label className="absolute inset-0 flex items-center justify-center max-md:-inset-1">
      <input
        type="checkbox"
        tabIndex={-1}
        checked={selected}
        aria-label={selectLabel}
        onChange={(event) => onSelect(event.nativeEvent instanceof globalThis.MouseEvent && event.nativeEvent.shiftKey)}
        className={classes(
          'size-4 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100',
          selected ? 'opacity-100' : 'opacity-0',
        )}
      />
    </label>
  )
}

/** The first letter of a name, for the eye to run along: no icon is ever fetched. */
export function LetterTile({ of }: { of: string }): ReactNode {
  return (
    <span
      aria-hidden
      className="flex size-5 items-center justify-center rounded-sm bg-hover text-xs font-medium text-quiet uppercase"
    >
      {String.fromCodePoint(of.replace(/^www\./, '').codePointAt(0) ?? 0xb7)}
    </span>
  )
}
