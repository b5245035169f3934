import type { FileState } from '../file-state.ts'
import { unifiedDiff } from './format-diff.ts'
import { LineNames, isSameLine } from './line-names.ts'
import { Lines } from './lines.ts'
import { type Pair, matchLines } from './match-lines.ts'
import { type TextEncoding, type TextFile, decodeText, withMark } from './text-file.ts'

/** Lines that differ, counted from 0; the end is behind the last one. */
export interface LineHunk {
  readonly beforeStart: number
  readonly beforeEnd: number
  readonly afterStart: number
  readonly afterEnd: number
}

export interface FileDiff {
  readonly binary: boolean
  readonly linesAdded: number
  readonly linesRemoved: number
  /** Of the lines added and removed; of a binary file, before and after. */
  readonly bytes: number
  readonly diff: string | null
  readonly hunks: readonly LineHunk[] | null
}

/** How a file differs, by whole lines with their ends: a line that ends otherwise is another line. */
export function diffOf(
  before: FileState | null,
  after: FileState | null,
  paths: { readonly path: string; readonly oldPath: string | null },
): FileDiff {
  const texts = comparable(before?.bytes ?? Buffer.alloc(0), after?.bytes ?? Buffer.alloc(0))
  if (!texts) {
    const bytes = isSameContent(before, after) ? 0 : (before?.bytes.length ?? 0) + (after?.bytes.length ?? 0)
    return { binary: true, linesAdded: 0, linesRemoved: 0, bytes, diff: null, hunks: null }
  }
  const old = new Lines(texts.before)
  const young = new Lines(texts.after)
  const hunks = diffLines(old, young)
  const sum = (count: (hunk: LineHunk) => number) => hunks.reduce((total, hunk) => total + count(hunk), 0)
  const [oldBytes, youngBytes] = [bytesIn(old, texts.encoding), bytesIn(young, texts.encoding)]
  return {
    binary: false,
    linesAdded: sum(({ afterStart, afterEnd }) => afterEnd - afterStart),
    linesRemoved: sum(({ beforeStart, beforeEnd }) => beforeEnd - beforeStart),
    bytes: sum((hunk) => oldBytes(hunk.beforeStart, hunk.beforeEnd) + youngBytes(hunk.afterStart, hunk.afterEnd)),
    diff: unifiedDiff(
      { lines: old, mode: before?.mode ?? null },
      { lines: young, mode: after?.mode ?? null },
      hunks,
      paths,
    ),
    hunks,
  }
}

const isSameContent = (one: FileState | null, other: FileState | null): boolean =>
  one !== null && other !== null && one.bytes.equals(other.bytes)

/** Two texts that are the same only if their bytes are; null when one is binary, or they have no encoding in common. */
function comparable(before: Buffer, after: Buffer): { before: string; after: string; encoding: TextEncoding } | null {
  const [one, other] = [decodeText(before), decodeText(after)].map((file) => file && withMark(file))
  if (!one || !other) return null
  if (before.length === 0 || after.length === 0 || one.encoding === other.encoding)
    return { before: one.text, after: other.text, encoding: before.length === 0 ? other.encoding : one.encoding }
  if (isWide(one) || isWide(other)) return null
  return { before: before.toString('latin1'), after: after.toString('latin1'), encoding: 'latin1' }
}

const isWide = ({ encoding }: TextFile): boolean => encoding === 'utf-16le' || encoding === 'utf-16be'

/** Counts the bytes from one line to another. */
function bytesIn(lines: Lines, encoding: TextEncoding): (from: number, to: number) => number {
  const letters = (from: number, to: number) => lines.start(to) - lines.start(from)
  if (encoding === 'latin1') return letters
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return (from, to) => letters(from, to) * 2
  // Where every letter is one byte, there is no need to encode them.
  if (Buffer.byteLength(lines.text) === lines.text.length) return letters
  return (from, to) => Buffer.byteLength(lines.slice(from, to))
}

/** Compares what is left between the lines that both begin and end with, as numbers. */
function diffLines(before: Lines, after: Lines): LineHunk[] {
  const shorter = Math.min(before.count, after.count)
  let prefix = 0
  while (prefix < shorter && isSameLine(before, prefix, after, prefix)) prefix++
  let suffix = 0
  const isSameFromEnd = (at: number) => isSameLine(before, before.count - 1 - at, after, after.count - 1 - at)
  while (suffix < shorter - prefix && isSameFromEnd(suffix)) suffix++
  const names = new LineNames(before.count + after.count - 2 * (prefix + suffix))
  const named = (lines: Lines) => {
    const numbers: number[] = []
    for (let line = prefix; line < lines.count - suffix; line++) numbers.push(names.nameOf(lines, line))
    return numbers
  }
  const pairs = matchLines(named(before), named(after))
  const end: Pair = [before.count - suffix, after.count - suffix]
  return hunksBetween([...pairs.map(([one, other]) => [prefix + one, prefix + other] as const), end], prefix)
}

/** What lies between the lines that stay. */
function hunksBetween(pairs: readonly Pair[], start: number): LineHunk[] {
  const hunks: LineHunk[] = []
  let [beforeStart, afterStart] = [start, start]
  for (const [beforeEnd, afterEnd] of pairs) {
    if (beforeEnd > beforeStart || afterEnd > afterStart) hunks.push({ beforeStart, beforeEnd, afterStart, afterEnd })
    beforeStart = beforeEnd + 1
    afterStart = afterEnd + 1
  }
  return hunks
}
