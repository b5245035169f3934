import type { DiffLine, Hunk } from './parse-diff.ts'

/** Where in a line the change lies. */
export interface Mark {
  readonly start: number
  readonly end: number
}

export interface Pair {
  readonly left: DiffLine | null
  readonly right: DiffLine | null
}

/** The lines of a hunk side by side: what was removed beside what was added in its place. */
export function pairsOf({ lines }: Hunk): Pair[] {
  const pairs: Pair[] = []
  let [removed, added]: [DiffLine[], DiffLine[]] = [[], []]
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      pairs.push({ left: removed[at] ?? null, right: added[at] ?? null })
    ;[removed, added] = [[], []]
  }
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line)
    else if (line.kind === 'added') added.push(line)
    else {
      flush()
      pairs.push({ left: line, right: line })
    }
  }
  flush()
  return pairs
}

/** What differs between two lines that stand for each other; nothing where little is the same. */
export function marksOf(pairs: readonly Pair[]): ReadonlyMap<DiffLine, Mark> {
  const marks = new Map<DiffLine, Mark>()
  for (const { left, right } of pairs) {
    if (!left || !right || left === right) continue
    const shorter = Math.min(left.text.length, right.text.length)
    let [start, end] = [0, 0]
    while (start < shorter && left.text[start] === right.text[start]) start += 1
    while (end < shorter - start && left.text.at(-1 - end) === right.text.at(-1 - end)) end += 1
    start = wholeCharacter(left.text, start)
    const same = left.text.slice(0, start).trim().length + end
    if (same * 3 < shorter) continue
    marks.set(left, { start, end: left.text.length - end })
    marks.set(right, { start, end: right.text.length - end })
  }
  return marks
}

/** A mark does not begin inside a pair of surrogates. */
const wholeCharacter = (text: string, at: number): number =>
  at > 0 && /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') ? at - 1 : at
