import { useMemo, useRef, useState, type ReactNode } from 'react'
import { ChevronRight } from 'lucide-react'
import type { DiffLayout } from '../../../stores/diff-layout.ts'
import { classes } from '../../../ui/classes.ts'
import { counted, formatNumber } from '../../../ui/format.ts'
import { ScrollRegion } from '../../../ui/ScrollRegion.tsx'
import { CodeCell } from './CodeCell.tsx'
import { marksOf, pairsOf, type Mark, type Pair } from './hunk-rows.ts'
import { hunkPlace, type DiffLine, type Hunk } from './parse-diff.ts'
import { useTokens, type Token } from './tokens.ts'

/** How many lines of a hunk are shown at once. */
const stepLines = 800

interface HunkViewProps {
  hunk: Hunk
  path: string
  layout: DiffLayout
}

/** One hunk: where it lies, then its lines. */
export function HunkView({ hunk, path, layout }: HunkViewProps): ReactNode {
  const [open, setOpen] = useState(true)
  const place = hunkPlace(hunk)
  return (
    <section aria-label={place}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-7 w-full items-center gap-1.5 border-y border-line bg-background px-3 text-left text-xs text-quiet -outline-offset-2 hover:text-text max-md:h-11"
      >
        <ChevronRight size={13} aria-hidden className={classes('transition-transform', open && 'rotate-90')} />
        {place}
        {!open && <span>: {counted(hunk.lines.length, 'line')} folded</span>}
      </button>
      {open && <Lines hunk={hunk} path={path} layout={layout} />}
    </section>
  )
}

function Lines({ hunk, path, layout }: HunkViewProps): ReactNode {
  const [limit, setLimit] = useState(stepLines)
  const shown = useMemo(
    () => (hunk.lines.length > limit ? { ...hunk, lines: hunk.lines.slice(0, limit) } : hunk),
    [hunk, limit],
  )
  const tokens = useTokens(path, shown)
  const pairs = useMemo(() => pairsOf(shown), [shown])
  const marks = useMemo(() => marksOf(pairs), [pairs])
  const left = hunk.lines.length - shown.lines.length
  const label = `${path}, ${hunkPlace(hunk).toLowerCase()}`
  return (
    <>
      {layout === 'split' ? (
        <Split pairs={pairs} tokens={tokens} marks={marks} label={label} />
      ) : (
        <Unified lines={shown.lines} tokens={tokens} marks={marks} label={label} />
      )}
      {left > 0 && (
        <button
          type="button"
          onClick={() => setLimit(limit + 4 * stepLines)}
          className="door h-9 w-full bg-background text-center max-md:h-11"
        >
          Show more of the {formatNumber(left)} lines left
        </button>
      )}
    </>
  )
}

interface LinesProps {
  tokens: ReadonlyMap<DiffLine, readonly Token[]>
  marks: ReadonlyMap<DiffLine, Mark>
  label: string
}

const grounds = { added: 'bg-added', removed: 'bg-removed', same: '' }
const signs = { added: '+', removed: '−', same: '' }
const signWords = { added: 'added', removed: 'removed', same: '' }
const signColours = { added: 'text-good', removed: 'text-bad', same: '' }

const table = 'w-max min-w-full border-collapse font-mono text-xs leading-5'

function Unified({ lines, tokens, marks, label }: LinesProps & { lines: readonly DiffLine[] }): ReactNode {
  return (
    <ScrollRegion label={label} className="overscroll-x-contain">
      <table className={table}>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index} className={classes('h-5', grounds[line.kind])}>
              <LineNumber number={line.before} />
              <LineNumber number={line.after} />
              <Sign line={line} />
              <CodeCell line={line} tokens={tokens.get(line)} mark={marks.get(line)} />
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

/** Both sides scroll as one. */
function Split({ pairs, tokens, marks, label }: LinesProps & { pairs: readonly Pair[] }): ReactNode {
  const left = useRef<HTMLDivElement>(null)
  const right = useRef<HTMLDivElement>(null)
  const follow = (from: HTMLDivElement | null, to: HTMLDivElement | null) => {
    if (from && to && to.scrollLeft !== from.scrollLeft) to.scrollLeft = from.scrollLeft
  }
  const side = (which: 'left' | 'right') => (
    <table className={table}>
      <tbody>
        {pairs.map((pair, index) => {
          const line = pair[which]
          if (!line) {
            return (
              <tr key={index} className="h-5 bg-background">
                <td colSpan={3} aria-label="No line" />
              </tr>
            )
          }
          return (
            <tr key={index} className={classes('h-5', grounds[line.kind])}>
              <LineNumber number={which === 'left' ? line.before : line.after} />
              <Sign line={line} />
              <CodeCell line={line} tokens={tokens.get(line)} mark={marks.get(line)} />
            </tr>
          )
        })}
      </tbody>
    </table>
  )
  return (
    <div className="grid grid-cols-2">
      <ScrollRegion
        label={`Before: ${label}`}
        element={left}
        onScroll={() => follow(left.current, right.current)}
        className="min-w-0 overscroll-x-contain border-r border-line"
      >
        {side('left')}
      </ScrollRegion>
      <ScrollRegion
        label={`After: ${label}`}
        element={right}
        onScroll={() => follow(right.current, left.current)}
        className="min-w-0 overscroll-x-contain"
      >
        {side('right')}
      </ScrollRegion>
    </div>
  )
}

/** Not copied with the code beside it. */
const LineNumber = ({ number }: { number: number | null }): ReactNode => (
  <td className="w-px min-w-11 pr-2 pl-3 text-right whitespace-nowrap text-code-comment select-none max-md:min-w-9 max-md:pl-1.5">
    {number}
  </td>
)

const Sign = ({ line: { kind } }: { line: DiffLine }): ReactNode => (
  <td className={classes('w-px min-w-5 pl-1 select-none', signColours[kind])}>
    <span aria-hidden>{signs[kind]}</span>
    <span className="sr-only">{signWords[kind]}</span>
  </td>
)
