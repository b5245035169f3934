import type { LineHunk } from './diff-lines.ts'

/**
 * A splice says how bytes that are at hand (`after`) become others (`before`): for each stretch that differs, where it
 * starts and ends and how many bytes take its place (three unsigned integers of 32 bits, little endian), then those
 * bytes. What does not differ is not in it.
 */
export function spliceFrom(before: Buffer, after: Buffer, hunks: readonly LineHunk[] | null): Buffer {
  const byLines = hunks && spliceOfLines(before, after, hunks)
  return byLines && applySplice(after, byLines).equals(before) ? byLines : spliceOfMiddle(before, after)
}

/** Throws when the bytes are not those that the splice was made for. */
export function applySplice(after: Buffer, splice: Buffer): Buffer {
  const parts: Buffer[] = []
  let [from, at] = [0, 0]
  while (at < splice.length) {
    const [start, end, length] = [0, 4, 8].map((offset) => splice.readUInt32LE(at + offset)) as [number, number, number]
    at += 12
    parts.push(after.subarray(from, start), splice.subarray(at, at + length))
    from = end
    at += length
  }
  parts.push(after.subarray(from))
  return Buffer.concat(parts)
}

function piece(start: number, end: number, bytes: Buffer): Buffer[] {
  const head = Buffer.alloc(12)
  head.writeUInt32LE(start, 0)
  head.writeUInt32LE(end, 4)
  head.writeUInt32LE(bytes.length, 8)
  return [head, bytes]
}

function spliceOfLines(before: Buffer, after: Buffer, hunks: readonly LineHunk[]): Buffer | null {
  const [beforeStarts, afterStarts] = [startsOfLines(before), startsOfLines(after)]
  const parts: Buffer[] = []
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of hunks) {
    const places = [beforeStarts[beforeStart], beforeStarts[beforeEnd], afterStarts[afterStart], afterStarts[afterEnd]]
    if (places.includes(undefined)) return null
    const [from, to, start, end] = places as [number, number, number, number]
    parts.push(...piece(start, end, before.subarray(from, to)))
  }
  return Buffer.concat(parts)
}

/** Where each line begins, and the end of the last. */
function startsOfLines(bytes: Buffer): number[] {
  const starts = [0]
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) starts.push(at + 1)
  if (starts.at(-1) !== bytes.length) starts.push(bytes.length)
  return starts
}

function spliceOfMiddle(before: Buffer, after: Buffer): Buffer {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return Buffer.concat(piece(start, after.length - end, before.subarray(start, before.length - end)))
}
