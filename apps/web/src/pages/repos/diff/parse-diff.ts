export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
  /** Counted from 1; null on the side that has no such line. */
  readonly before: number | null
  readonly after: number | null
  /** The file ends here without a line feed. */
  noNewline?: true
}

export interface Hunk {
  readonly beforeStart: number
  readonly beforeCount: number
  readonly afterStart: number
  readonly afterCount: number
  readonly lines: readonly DiffLine[]
}

const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/** Reads the hunks of a unified diff of one file, as HydraFlow writes it. */
export function parseDiff(diff: string): Hunk[] {
  const hunks: Hunk[] = []
  let lines: DiffLine[] = []
  let [before, after, beforeLeft, afterLeft] = [0, 0, 0, 0]
  for (const row of diff.split('\n')) {
    const [sign, text] = [row[0], row.slice(1)]
    if (sign === '\\') {
      const last = lines.at(-1)
      if (last) last.noNewline = true
    } else if (beforeLeft > 0 || afterLeft > 0) {
      if (sign === '+') lines.push({ kind: 'added', text, before: null, after: after++ })
      else if (sign === '-') lines.push({ kind: 'removed', text, before: before++, after: null })
      else lines.push({ kind: 'same', text, before: before++, after: after++ })
      if (sign !== '+') beforeLeft -= 1
      if (sign !== '-') afterLeft -= 1
    } else {
      const [found, beforeStart, beforeCount = '1', afterStart, afterCount = '1'] = header.exec(row) ?? []
      if (found === undefined) continue
      ;[before, after] = [Number(beforeStart), Number(afterStart)]
      ;[beforeLeft, afterLeft] = [Number(beforeCount), Number(afterCount)]
      lines = []
      hunks.push({ beforeStart: before, beforeCount: beforeLeft, afterStart: after, afterCount: afterLeft, lines })
    }
  }
  return withoutReturns(hunks)
}

/** Where every line ends with a carriage return it says nothing; where only some do, it is what changed. */
function withoutReturns(hunks: Hunk[]): Hunk[] {
  const all = hunks.flatMap(({ lines }) => lines)
  if (all.length === 0 || !all.every(({ text, noNewline }) => noNewline ?? text.endsWith('\r'))) return hunks
  return hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.map((line) => ({ ...line, text: line.text.replace(/\r$/, '') })),
  }))
}

/** `Lines 12 to 30`: where the hunk lies in the file as it is after the change. */
export function hunkPlace({ afterStart, afterCount, beforeStart, beforeCount }: Hunk): string {
  const [start, count] = afterCount > 0 ? [afterStart, afterCount] : [beforeStart, beforeCount]
  return count === 1 ? `Line ${start}` : `Lines ${start} to ${start + count - 1}`
}
