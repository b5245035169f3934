import { diffArrays } from 'diff'
import type { FileState } from '../file-state.ts'
import { decodeText, splitLines } from './text-file.ts'

/** Lines that differ: [start, end) before and after, counted from 0. */
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
  /** Of the lines added and removed; of a binary file that changed, before and after. */
  readonly bytes: number
  /** As git writes it; null for binary files. */
  readonly diff: string | null
  readonly hunks: readonly LineHunk[] | null
}

interface Paths {
  readonly path: string
  readonly oldPath: string | null
}

/** Beyond so many differing lines the shortest way is no longer looked for: all of the middle counts as replaced. */
const mostEdits = 4_000
const contextLines = 3

/** What differs between two states of a file, by lines with their ends: an end of line that changes is a line changed. */
export function diffOf(before: FileState | null, after: FileState | null, paths: Paths): FileDiff {
  const [one, other] = [textOf(before), textOf(after)]
  if (one === null || other === null) return binaryDiff(before, after)
  const [beforeLines, afterLines] = [splitLines(one), splitLines(other)]
  const hunks = differingLines(beforeLines, afterLines)
  const linesOf = (lines: readonly string[], from: 'before' | 'after') =>
    hunks.flatMap((hunk) => lines.slice(hunk[`${from}Start`], hunk[`${from}End`]))
  const [removed, added] = [linesOf(beforeLines, 'before'), linesOf(afterLines, 'after')]
  return {
    binary: false,
    linesAdded: added.length,
    linesRemoved: removed.length,
    bytes: [...removed, ...added].reduce((sum, line) => sum + Buffer.byteLength(line), 0),
    diff: header(before, after, paths) + body(beforeLines, afterLines, hunks, { before, after, ...paths }),
    hunks,
  }
}

const textOf = (state: FileState | null): string | null => {
  if (state === null) return ''
  const decoded = decodeText(state.bytes)
  // A mark at the start is a part of what git compares.
  return decoded && (decoded.encoding === 'utf-8-bom' ? `\ufeff${decoded.text}` : decoded.text)
}

function binaryDiff(before: FileState | null, after: FileState | null): FileDiff {
  const same = before !== null && after !== null && before.bytes.equals(after.bytes)
  const bytes = same ? 0 : (before?.bytes.length ?? 0) + (after?.bytes.length ?? 0)
  return { binary: true, linesAdded: 0, linesRemoved: 0, bytes, diff: null, hunks: null }
}

export function differingLines(before: readonly string[], after: readonly string[]): LineHunk[] {
  const start = commonPrefix(before, after)
  const end = commonSuffix(before, after, start)
  const [beforeMiddle, afterMiddle] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
  if (beforeMiddle.length === 0 && afterMiddle.length === 0) return []
  const whole: LineHunk = {
    beforeStart: start,
    beforeEnd: start + beforeMiddle.length,
    afterStart: start,
    afterEnd: start + afterMiddle.length,
  }
  if (beforeMiddle.length === 0 || afterMiddle.length === 0) return [whole]
  const numbers = new Map<string, number>()
  const numbered = (line: string) => {
    const known = numbers.get(line)
    if (known !== undefined) return known
    numbers.set(line, numbers.size)
    return numbers.size - 1
  }
  const parts = diffArrays(beforeMiddle.map(numbered), afterMiddle.map(numbered), { maxEditLength: mostEdits })
  return parts ? hunksFrom(parts, start) : [whole]
}

function hunksFrom(
  parts: readonly {
    readonly added?: boolean
    readonly removed?: boolean
    readonly count?: number
    readonly value: readonly number[]
  }[],
  start: number,
): LineHunk[] {
  const hunks: LineHunk[] = []
  let [beforeAt, afterAt] = [start, start]
  let open: { beforeStart: number; afterStart: number } | null = null
  const close = () => {
    if (open) hunks.push({ ...open, beforeEnd: beforeAt, afterEnd: afterAt })
    open = null
  }
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      close()
      beforeAt += value.length
      afterAt += value.length
      continue
    }
    open ??= { beforeStart: beforeAt, afterStart: afterAt }
    if (removed) beforeAt += value.length
    else afterAt += value.length
  }
  close()
  return hunks
}

function commonPrefix(one: readonly string[], other: readonly string[]): number {
  const most = Math.min(one.length, other.length)
  let count = 0
  while (count < most && one[count] === other[count]) count++
  return count
}

function commonSuffix(one: readonly string[], other: readonly string[], behind: number): number {
  const most = Math.min(one.length, other.length) - behind
  let count = 0
  while (count < most && one[one.length - 1 - count] === other[other.length - 1 - count]) count++
  return count
}

const gitMode = (mode: number): string => (mode & 0o111 ? '100755' : '100644')

function header(before: FileState | null, after: FileState | null, { path, oldPath }: Paths): string {
  const lines = [`diff --git ${quoted(`a/${oldPath ?? path}`)} ${quoted(`b/${path}`)}`]
  if (before === null && after) lines.push(`new file mode ${gitMode(after.mode)}`)
  if (after === null && before) lines.push(`deleted file mode ${gitMode(before.mode)}`)
  if (before && after && gitMode(before.mode) !== gitMode(after.mode))
    lines.push(`old mode ${gitMode(before.mode)}`, `new mode ${gitMode(after.mode)}`)
  if (oldPath !== null) lines.push(`rename from ${quoted(oldPath)}`, `rename to ${quoted(path)}`)
  return `${lines.join('\n')}\n`
}

/** Names with a quote or a backslash are written as git does. */
const quoted = (name: string): string =>
  /["\\]/.test(name) ? `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : name

function body(
  before: readonly string[],
  after: readonly string[],
  hunks: readonly LineHunk[],
  file: Paths & { readonly before: FileState | null; readonly after: FileState | null },
): string {
  if (hunks.length === 0) return ''
  const oldName = file.before === null ? '/dev/null' : quoted(`a/${file.oldPath ?? file.path}`)
  const newName = file.after === null ? '/dev/null' : quoted(`b/${file.path}`)
  const named = [oldName, newName].map((name) => (name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name))
  const parts = [`--- ${named[0]}\n+++ ${named[1]}\n`]
  for (const group of groupsOf(hunks)) parts.push(groupText(before, after, group))
  return parts.join('')
}

/** Hunks whose contexts touch are written as one. */
function groupsOf(hunks: readonly LineHunk[]): LineHunk[][] {
  const groups: LineHunk[][] = []
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1)
    if (last && hunk.beforeStart - last.beforeEnd <= 2 * contextLines) groups.at(-1)?.push(hunk)
    else groups.push([hunk])
  }
  return groups
}

function groupText(before: readonly string[], after: readonly string[], group: readonly LineHunk[]): string {
  const [first, last] = [group[0] as LineHunk, group.at(-1) as LineHunk]
  const lead = Math.min(contextLines, first.beforeStart)
  const trail = Math.min(contextLines, before.length - last.beforeEnd)
  const [beforeStart, afterStart] = [first.beforeStart - lead, first.afterStart - lead]
  const [beforeCount, afterCount] = [last.beforeEnd + trail - beforeStart, last.afterEnd + trail - afterStart]
  const parts = [`@@ -${range(beforeStart, beforeCount)} +${range(afterStart, afterCount)} @@\n`]
  let at = beforeStart
  const push = (tag: string, line: string) =>
    parts.push(line.endsWith('\n') ? `${tag}${line}` : `${tag}${line}\n\\ No newline at end of file\n`)
  for (const hunk of group) {
    for (; at < hunk.beforeStart; at++) push(' ', before[at] ?? '')
    for (; at < hunk.beforeEnd; at++) push('-', before[at] ?? '')
    for (let line = hunk.afterStart; line < hunk.afterEnd; line++) push('+', after[line] ?? '')
  }
  for (const end = last.beforeEnd + trail; at < end; at++) push(' ', before[at] ?? '')
  return parts.join('')
}

/** An empty range is named by the line before it. */
const range = (start: number, count: number): string => {
  if (count === 1) return String(start + 1)
  return `${count === 0 ? start : start + 1},${count}`
}
