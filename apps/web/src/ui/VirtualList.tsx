import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react'
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useNarrow } from './use-narrow.ts'

const headingHeight = 36
const rowHeight = 34
const stackedRowHeight = 52
const narrowRowHeight = 60

interface VirtualListProps<T> {
  label: string
  items: readonly T[]
  idOf: (item: T) => string
  /** Items with the same group lie under one heading that sticks while they pass; left out, there are no headings. */
  groupOf?: (item: T) => string
  renderGroup?: (group: string) => ReactNode
  renderItem: (item: T) => ReactNode
  activeId: string | null
  moves: number
  hasMore: boolean
  onEnd: () => void
  selectable?: boolean
  /** The rows have two lines. */
  stacked?: boolean
}

type Entry<T> = { kind: 'group'; group: string } | { kind: 'item'; item: T }

function entriesOf<T>(items: readonly T[], groupOf: ((item: T) => string) | undefined): Entry<T>[] {
  if (!groupOf) return items.map((item) => ({ kind: 'item', item }))
  const entries: Entry<T>[] = []
  let last: string | undefined
  for (const item of items) {
    const group = groupOf(item)
    if (group !== last) entries.push({ kind: 'group', group })
    last = group
    entries.push({ kind: 'item', item })
  }
  return entries
}

/** The one list: only what can be seen is in the page, whatever its length. */
export function VirtualList<T>(props: VirtualListProps<T>): ReactNode {
  const { label, items, idOf, groupOf, renderGroup, renderItem, activeId, moves, hasMore, onEnd } = props
  const wideRowHeight = props.stacked ? stackedRowHeight : rowHeight
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useNarrow()
  const entries = useMemo(() => entriesOf(items, groupOf), [items, groupOf])
  const activeIndex = entries.findIndex((entry) => entry.kind === 'item' && idOf(entry.item) === activeId)
  const groupBefore = useCallback(
    (index: number) => entries.findLastIndex((entry, at) => at <= index && entry.kind === 'group'),
    [entries],
  )

  // The heading that sticks and the row that has the focus stay in the page, wherever it has scrolled.
  const rangeExtractor = useCallback(
    (range: Range) =>
      [...new Set([groupBefore(range.startIndex), activeIndex, ...defaultRangeExtractor(range)])]
        .filter((index) => index >= 0)
        .toSorted((a, b) => a - b),
    [groupBefore, activeIndex],
  )
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) =>
      entries[index]?.kind === 'group' ? headingHeight : narrow ? narrowRowHeight : wideRowHeight,
    getItemKey: (index) => keyOf(entries[index], idOf) ?? index,
    overscan: 12,
    rangeExtractor,
    scrollPaddingStart: groupOf ? headingHeight : 0,
  })
  useEffect(() => virtualizer.measure(), [narrow, virtualizer])

  const shown = virtualizer.getVirtualItems()
  const stuck = groupBefore(virtualizer.range?.startIndex ?? 0)
  const lastShown = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && lastShown >= entries.length - 20) onEnd()
  }, [hasMore, lastShown, entries.length, onEnd])

  useEffect(() => {
    if (moves === 0 || activeIndex < 0) return
    virtualizer.scrollToIndex(activeIndex, { align: 'auto' })
    const row = scroller.current?.querySelector<HTMLElement>('[data-active=true]')
    row?.focus({ preventScroll: true })
    // Only a key moves the focus; new rows and filters leave it alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [moves])

  return (
    <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : entries.length}
        aria-multiselectable={props.selectable}
        style={{ height: virtualizer.getTotalSize() }}
        className="relative w-full"
      >
        {shown.map(({ index, key, size, start }) => {
          const entry = entries[index]
          if (!entry) return null
          const sticks = index === stuck
          return (
            <div
              key={key}
              role="rowgroup"
              className={sticks ? 'sticky top-0 z-10' : 'absolute top-0 left-0 w-full'}
              style={{ height: size, ...(!sticks && { transform: `translateY(${start}px)` }) }}
            >
              {entry.kind === 'item' ? renderItem(entry.item) : <GroupRow>{renderGroup?.(entry.group)}</GroupRow>}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const keyOf = <T,>(entry: Entry<T> | undefined, idOf: (item: T) => string) =>
  entry && (entry.kind === 'group' ? `group ${entry.group}` : idOf(entry.item))

function GroupRow({ children }: { children: ReactNode }): ReactNode {
  return (
    <div role="row" className="flex h-full items-end bg-surface px-6 pb-1.5 font-semibold max-md:px-4">
      <div role="rowheader">{children}</div>
    </div>
  )
}
