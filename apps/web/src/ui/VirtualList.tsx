import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react'
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { formatDay, localDay } from './format.ts'
import type { ListState } from './list-keys.ts'
import type { RowProps } from './Row.tsx'
import { useNow } from './Time.tsx'
import { useNarrow } from './use-narrow.ts'

const headingHeight = 36
const rowHeight = 34
const stackedRowHeight = 52
const narrowRowHeight = 60

/** What a row knows of its list. */
type RowPlace = Pick<RowProps, 'active' | 'reachable' | 'onOpen'>

/** Where the items come from; what follows is asked for before the end is seen. */
export interface PagedQuery {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => Promise<unknown>
}

interface VirtualListProps<T> {
  label: string
  items: readonly T[]
  idOf: (item: T) => string
  /** Items of one day lie under its heading, which sticks while they pass; left out, there are no headings. */
  timeOf?: (item: T) => string
  renderItem: (item: T, row: RowPlace) => ReactNode
  list: ListState<T>
  query: PagedQuery
  selectable?: boolean
  /** The rows have two lines. */
  stacked?: boolean
}

type Entry<T> = { kind: 'day'; day: string } | { kind: 'item'; item: T }

function entriesOf<T>(items: readonly T[], timeOf: ((item: T) => string) | undefined): Entry<T>[] {
  if (!timeOf) return items.map((item) => ({ kind: 'item', item }))
  const entries: Entry<T>[] = []
  let last: string | undefined
  for (const item of items) {
    const day = localDay(new Date(timeOf(item)))
    if (day !== last) entries.push({ kind: 'day', day })
    last = day
    entries.push({ kind: 'item', item })
  }
  return entries
}

/** The one list: only what can be seen is in the page, whatever its length. */
export function VirtualList<T>(props: VirtualListProps<T>): ReactNode {
  const { label, items, idOf, timeOf, renderItem, list, query } = props
  const { activeId, moves } = list
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const wideRowHeight = props.stacked ? stackedRowHeight : rowHeight
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useNarrow()
  const entries = useMemo(() => entriesOf(items, timeOf), [items, timeOf])
  const activeIndex = entries.findIndex((entry) => entry.kind === 'item' && idOf(entry.item) === activeId)
  const reachableId = activeId ?? (items[0] && idOf(items[0]))
  const dayBefore = useCallback(
    (index: number) => entries.findLastIndex((entry, at) => at <= index && entry.kind === 'day'),
    [entries],
  )

  // The heading that sticks and the row that has the focus stay in the page, wherever it has scrolled.
  const rangeExtractor = useCallback(
    (range: Range) =>
      [...new Set([dayBefore(range.startIndex), activeIndex, ...defaultRangeExtractor(range)])]
        .filter((index) => index >= 0)
        .toSorted((a, b) => a - b),
    [dayBefore, activeIndex],
  )
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) =>
      entries[index]?.kind === 'day' ? headingHeight : narrow ? narrowRowHeight : wideRowHeight,
    getItemKey: (index) => keyOf(entries[index], idOf) ?? index,
    overscan: 12,
    rangeExtractor,
    scrollPaddingStart: timeOf ? headingHeight : 0,
  })
  useEffect(() => virtualizer.measure(), [narrow, virtualizer])

  const shown = virtualizer.getVirtualItems()
  const stuck = dayBefore(virtualizer.range?.startIndex ?? 0)
  const lastShown = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= entries.length - 20) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, lastShown, entries.length, fetchNextPage])

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
        aria-rowcount={hasNextPage ? -1 : entries.length}
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
              {entry.kind === 'day' ? (
                <DayRow day={entry.day} />
              ) : (
                renderItem(entry.item, {
                  active: index === activeIndex,
                  reachable: idOf(entry.item) === reachableId,
                  onOpen: () => list.open(entry.item),
                })
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const keyOf = <T,>(entry: Entry<T> | undefined, idOf: (item: T) => string) =>
  entry && (entry.kind === 'day' ? `day ${entry.day}` : idOf(entry.item))

function DayRow({ day }: { day: string }): ReactNode {
  return (
    <div role="row" className="flex h-full items-end bg-surface px-6 pb-1.5 font-semibold max-md:px-4">
      <div role="rowheader">{formatDay(day, useNow(60_000))}</div>
    </div>
  )
}
