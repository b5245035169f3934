/** A line of a diff as it is shown. Numbers count from 1; null where the line is not there. */
export interface DiffLine {
  readonly kind: 'kept' | 'removed' | 'added'
  readonly text: string
  readonly before: number | null
  readonly after: number | null
  /** The file has no last end of line here. */
  readonly open: boolean
}

export interface DiffHunk {
  readonly header: string
  readonly lines: readonly DiffLine[]
}

/** Reads the hunks of a diff of one file, as HydraFlow writes it. */
export function readDiff(diff: string): DiffHunk[] {
  const hunks: { header: string; lines: DiffLine[] }[] = []
  let [before, after] = [0, 0]
  for (const line of diff.split('\n')) {
    const start = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (start) {
      before = Number(start[1]) + (start[2] === '0' ? 1 : 0)
      after = Number(start[3]) + (start[4] === '0' ? 1 : 0)
      hunks.push({ header: line, lines: [] })
      continue
    }
    const lines = hunks.at(-1)?.lines
    if (!lines) continue
    const last = lines.at(-1)
    const text = line.slice(1).replace(/\r$/, '')
    if (line.startsWith(' ')) lines.push({ kind: 'kept', text, before: before++, after: after++, open: false })
    else if (line.startsWith('-')) lines.push({ kind: 'removed', text, before: before++, after: null, open: false })
    else if (line.startsWith('+')) lines.push({ kind: 'added', text, before: null, after: after++, open: false })
    else if (line.startsWith('\\') && last) lines[lines.length - 1] = { ...last, open: true }
  }
  return hunks
}

/** A row of the view side by side. */
export interface DiffPair {
  readonly before: DiffLine | null
  readonly after: DiffLine | null
}

/** Lines that were removed stand beside those that took their place. */
export function pairsOf(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: DiffPair[] = []
  let [removed, added]: [DiffLine[], DiffLine[]] = [[], []]
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      pairs.push({ before: removed[at] ?? null, after: added[at] ?? null })
    ;[removed, added] = [[], []]
  }
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line)
    else if (line.kind === 'added') added.push(line)
    else {
      flush()
      pairs.push({ before: line, after: line })
    }
  }
  flush()
  return pairs
}
