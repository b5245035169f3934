import type { FileState } from '../file-state.ts'
import { unifiedDiff } from './format-diff.ts'
import { LineNames, isSameLine } from './line-names.ts'
import { Lines } from './lines.ts'
import { type Pair, matchLines } from './match-lines.ts'
import { type Stretch, areAllThatDiffers } from './splice.ts'
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
  /** Where the bytes differ, if that is told by where lines do; null for a binary file. */
  readonly stretches: readonly Stretch[] | null
}

/**
 * How a file differs, by whole lines with their ends: a line that ends otherwise is another line. What is said to be known
 * of where it differs is checked, and worked out anew if it is not true or says too much.
 */
export function diffOf(
  before: FileState | null,
  after: FileState | null,
  paths: { readonly path: string; readonly oldPath: string | null },
  known?: readonly LineHunk[],
): FileDiff {
  const texts = comparable(before?.bytes ?? noBytes, after?.bytes ?? noBytes)
  if (!texts) {
    const bytes = isSameContent(before, after) ? 0 : (before?.bytes.length ?? 0) + (after?.bytes.length ?? 0)
    return { binary: true, linesAdded: 0, linesRemoved: 0, bytes, diff: null, stretches: null }
  }
  const old = new Lines(texts.before)
  const young = new Lines(texts.after)
  const measured = (hunks: readonly LineHunk[]) => {
    const stretches = stretchesOf(hunks, {
      before: bytePlaces(old, texts.encoding, before?.bytes.length ?? 0),
      after: bytePlaces(young, texts.encoding, after?.bytes.length ?? 0),
    })
    return { hunks, stretches, areAll: areAllThatDiffers(before?.bytes ?? noBytes, after?.bytes ?? noBytes, stretches) }
  }
  const told = known && couldBeHunksOf(old, young, known) ? measured(known) : null
  const { hunks, stretches, areAll } = told?.areAll ? told : measured(diffLines(old, young))
  const sum = (count: (hunk: LineHunk) => number) => hunks.reduce((total, hunk) => total + count(hunk), 0)
  return {
    binary: false,
    linesAdded: sum(({ afterStart, afterEnd }) => afterEnd - afterStart),
    linesRemoved: sum(({ beforeStart, beforeEnd }) => beforeEnd - beforeStart),
    bytes: stretches.reduce((total, at) => total + at.beforeEnd - at.beforeStart + at.afterEnd - at.afterStart, 0),
    diff: unifiedDiff(
      { lines: old, mode: before?.mode ?? null },
      { lines: young, mode: after?.mode ?? null },
      hunks,
      paths,
    ),
    // A mark at the start of one of them is in no line.
    stretches: areAll ? stretches : null,
  }
}

const noBytes = Buffer.alloc(0)

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

type PlaceOf = (line: number) => number

const stretchesOf = (hunks: readonly LineHunk[], places: { readonly before: PlaceOf; readonly after: PlaceOf }) =>
  hunks.map(
    (hunk): Stretch => ({
      beforeStart: places.before(hunk.beforeStart),
      beforeEnd: places.before(hunk.beforeEnd),
      afterStart: places.after(hunk.afterStart),
      afterEnd: places.after(hunk.afterEnd),
    }),
  )

/** Where lines begin in the bytes of the file, whose mark at the start the text may leave out. Lines are asked for in order. */
function bytePlaces(lines: Lines, encoding: TextEncoding, fileBytes: number): PlaceOf {
  const bytes = bytesIn(lines, encoding)
  let line = 0
  let place = fileBytes - bytes(0, lines.count)
  return (wanted) => {
    place += bytes(line, wanted)
    line = wanted
    return place
  }
}

/** Counts the bytes from one line to another. */
function bytesIn(lines: Lines, encoding: TextEncoding): (from: number, to: number) => number {
  const letters = (from: number, to: number) => lines.start(to) - lines.start(from)
  if (encoding === 'latin1') return letters
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return (from, to) => letters(from, to) * 2
  // Where every letter is one byte, there is no need to encode them.
  if (Buffer.byteLength(lines.text) === lines.text.length) return letters
  return (from, to) => Buffer.byteLength(lines.slice(from, to))
}

/** True if there are as many lines on both sides between the hunks, and no line is on both sides of one. */
function couldBeHunksOf(before: Lines, after: Lines, hunks: readonly LineHunk[]): boolean {
  const { count } = before
  const end = { beforeStart: count, beforeEnd: count, afterStart: after.count, afterEnd: after.count }
  let [old, young] = [0, 0]
  for (const hunk of [...hunks, end]) {
    const { beforeStart, beforeEnd, afterStart, afterEnd } = hunk
    if (beforeStart < old || beforeEnd < beforeStart || afterEnd < afterStart) return false
    if (beforeStart - old !== afterStart - young || sharesLine(before, after, hunk)) return false
    old = beforeEnd
    young = afterEnd
  }
  return true
}

function sharesLine(before: Lines, after: Lines, hunk: LineHunk): boolean {
  const { beforeStart, beforeEnd, afterStart, afterEnd } = hunk
  if (beforeEnd - beforeStart === 1 && afterEnd - afterStart === 1)
    return isSameLine(before, beforeStart, after, afterStart)
  const removed = new Set<string>()
  for (let line = beforeStart; line < beforeEnd; line++) removed.add(before.whole(line))
  for (let line = afterStart; line < afterEnd; line++) if (removed.has(after.whole(line))) return true
  return false
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
