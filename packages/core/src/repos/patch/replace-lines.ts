import type { LineHunk } from './diff-lines.ts'
import type { Lines } from './lines.ts'
import type { HunkLine } from './operation.ts'

/** New lines, with their ends, in the place of some lines of a file. */
export interface Replacement {
  readonly line: number
  readonly removed: number
  readonly added: readonly string[]
}

interface Manner {
  /** The hunk fits to the byte, so its new lines are meant to the byte; otherwise they end as the file's lines do. */
  readonly exact: boolean
  /** How all new lines end, if not each as the line it replaces. */
  readonly end?: string | undefined
}

/** What a hunk that was found at a line replaces. Lines that it keeps are not touched, however loosely they fit. */
export function replacementsOf(lines: Lines, hunk: readonly HunkLine[], at: number, manner: Manner): Replacement[] {
  const replacements: Replacement[] = []
  const saysEnd = hunk.some(({ open }) => open)
  let line = at
  let removed = 0
  let added: HunkLine[] = []
  const flush = () => {
    if (removed > 0 || added.length > 0) {
      const texts = manner.exact
        ? added.map(exactly)
        : endedLines(lines, { line, removed, added, saysEnd, end: manner.end })
      replacements.push({ line, removed, added: texts })
    }
    line += removed
    removed = 0
    added = []
  }
  for (const part of hunk) {
    if (part.kind === '-') removed++
    else if (part.kind === '+') added.push(part)
    else {
      flush()
      line++
    }
  }
  flush()
  return replacements
}

const exactly = ({ text, open }: HunkLine): string => (open ? text : `${text}\n`)

interface Run {
  readonly line: number
  readonly removed: number
  readonly added: readonly HunkLine[]
  /** The hunk says where the file has no last line feed. */
  readonly saysEnd: boolean
  readonly end?: string | undefined
}

/** New lines end as those they replace, or as their neighbour; a last line without an end stays without one. */
function endedLines(lines: Lines, { line, removed, added, saysEnd, end }: Run): string[] {
  const near = lines.endNear(line)
  const isLast = line + removed === lines.count
  const staysOpen = isLast && !saysEnd && lines.count > 0 && lines.end(lines.count - 1) === ''
  return added.map(({ text, open }, at) => {
    const body = text.endsWith('\r') ? text.slice(0, -1) : text
    if (at === added.length - 1 && isLast && (open || staysOpen)) return body
    return body + (end ?? ((removed > 0 && lines.end(line + Math.min(at, removed - 1))) || near))
  })
}

/** The text with all replacements made; they are in order and do not overlap. */
export function replaceLines(lines: Lines, replacements: readonly Replacement[]): string {
  const parts: string[] = []
  let line = 0
  const push = (part: string) => {
    const before = parts.at(-1)
    // What had been the last line may have had no end.
    if (before !== undefined && !before.endsWith('\n') && !before.endsWith('\r')) parts.push(lines.endNear(lines.count))
    parts.push(part)
  }
  for (const replacement of replacements) {
    if (replacement.line > line) push(lines.slice(line, replacement.line))
    for (const added of replacement.added) push(added)
    line = replacement.line + replacement.removed
  }
  if (line < lines.count) push(lines.slice(line, lines.count))
  return parts.join('')
}

/** Where the text differs after the replacements. */
export function hunksOf(replacements: readonly Replacement[]): LineHunk[] {
  let shift = 0
  return replacements.map(({ line, removed, added }) => {
    const afterStart = line + shift
    shift += added.length - removed
    return { beforeStart: line, beforeEnd: line + removed, afterStart, afterEnd: afterStart + added.length }
  })
}

/** The lines that a hunk expects to find, with their ends. */
export const oldLines = (hunk: readonly HunkLine[]): string[] => hunk.filter(({ kind }) => kind !== '+').map(exactly)
