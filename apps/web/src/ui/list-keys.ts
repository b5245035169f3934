import { useCallback, useMemo, useRef, useState } from 'react'
import { useKeys, type KeyBinding } from './keys.ts'

interface ListKeysOptions<T> {
  /** The name of the page in the table of keys. */
  title: string
  items: readonly T[]
  idOf: (item: T) => string
  open: (item: T) => void
  close?: (() => void) | undefined
  remove?: ((items: readonly T[]) => void) | undefined
  selectable?: boolean
  more?: readonly KeyBinding[]
}

export interface ListState<T> {
  readonly activeId: string | null
  /** Grows when a key moved the active row, so that the list follows and focuses it. */
  readonly moves: number
  readonly selected: ReadonlySet<string>
  /** Opens a row that was pressed; the keys go on from there. */
  readonly open: (item: T) => void
  readonly toggle: (item: T, range?: boolean) => void
  readonly clear: () => void
}

/** The same keys on every list: j k to move, x to select, Enter to open, Backspace to delete, Esc to step back. */
export function useListKeys<T>(options: ListKeysOptions<T>): ListState<T> {
  const { title, items, idOf, open, close, remove, selectable = false, more = [] } = options
  const [active, setActiveState] = useState<{ id: string | null; moves: number }>({ id: null, moves: 0 })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const anchor = useRef<string | null>(null)

  const indexOf = (id: string | null) => (id === null ? -1 : items.findIndex((item) => idOf(item) === id))
  const moveTo = (index: number) => {
    const item = items[Math.max(0, Math.min(items.length - 1, index))]
    if (item) setActiveState(({ moves }) => ({ id: idOf(item), moves: moves + 1 }))
  }
  const activeItem = items[indexOf(active.id)]

  const toggle = (item: T, range = false) => {
    const id = idOf(item)
    const ids = range ? between(items.map(idOf), anchor.current, id) : [id]
    anchor.current = id
    setSelected((before) => {
      const after = new Set(before)
      const add = range || !before.has(id)
      for (const each of ids) {
        if (add) after.add(each)
        else after.delete(each)
      }
      return after
    })
  }
  const clear = useCallback(() => setSelected(new Set()), [])
  const openRow = (item: T) => {
    setActiveState(({ moves }) => ({ id: idOf(item), moves }))
    open(item)
  }

  // What is no longer in the list is no longer selected.
  const present = useMemo(() => {
    if (selected.size === 0) return selected
    const ids = new Set(items.map(idOf))
    return new Set([...selected].filter((id) => ids.has(id)))
  }, [selected, items, idOf])

  const removeChosen = () => {
    const chosen = items.filter((item) => present.has(idOf(item)))
    if (chosen.length > 0) remove?.(chosen)
    else if (activeItem) remove?.([activeItem])
  }

  useKeys(title, [
    { keys: 'j', label: 'Next row', run: () => moveTo(indexOf(active.id) + 1) },
    { keys: 'ArrowDown', label: 'Next row', run: () => moveTo(indexOf(active.id) + 1) },
    { keys: 'k', label: 'Previous row', run: () => moveTo(indexOf(active.id) - 1) },
    { keys: 'ArrowUp', label: 'Previous row', run: () => moveTo(indexOf(active.id) - 1) },
    { keys: 'Home', label: 'First row', run: () => moveTo(0) },
    { keys: 'End', label: 'Last loaded row', run: () => moveTo(items.length - 1) },
    { keys: 'Enter', label: 'Open', run: () => activeItem && open(activeItem) },
    ...(selectable ? [{ keys: 'x', label: 'Select', run: () => activeItem && toggle(activeItem) }] : []),
    ...(remove
      ? ['Backspace', 'Delete'].map((keys) => ({ keys, label: 'Delete, after a preview', run: removeChosen }))
      : []),
    { keys: 'Escape', label: 'Close the panel, then clear the selection', run: () => (close ? close() : clear()) },
    ...more,
  ])

  return { activeId: active.id, moves: active.moves, selected: present, open: openRow, toggle, clear }
}

function between(ids: readonly string[], from: string | null, to: string): readonly string[] {
  const [a, b] = [ids.indexOf(from ?? to), ids.indexOf(to)]
  return a < 0 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1)
}
