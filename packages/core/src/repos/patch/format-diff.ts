import type { LineHunk } from './diff-lines.ts'
import { quoted } from './git-paths.ts'
import type { Lines } from './lines.ts'

interface Side {
  readonly lines: Lines
  /** Null when there is no file. */
  readonly mode: number | null
}

const context = 3

/** A unified diff with the headers of git, as `git apply` takes it. */
export function unifiedDiff(
  before: Side,
  after: Side,
  hunks: readonly LineHunk[],
  { path, oldPath }: { readonly path: string; readonly oldPath: string | null },
): string {
  const [oldName, newName] = [oldPath ?? path, path]
  const parts = [
    `diff --git ${quoted(`a/${oldName}`)} ${quoted(`b/${newName}`)}\n`,
    ...modeLines(before.mode, after.mode),
  ]
  if (oldPath !== null) parts.push(`rename from ${quoted(oldName)}\n`, `rename to ${quoted(newName)}\n`)
  if (hunks.length > 0) {
    parts.push(`--- ${before.mode === null ? '/dev/null' : named(`a/${oldName}`)}\n`)
    parts.push(`+++ ${after.mode === null ? '/dev/null' : named(`b/${newName}`)}\n`)
  }
  for (const group of groupsOf(hunks)) pushGroup(parts, before.lines, after.lines, group)
  return parts.join('')
}

/** A tab tells where a name with spaces ends. */
const named = (name: string): string => (name.includes(' ') ? `${quoted(name)}\t` : quoted(name))

function modeLines(before: number | null, after: number | null): string[] {
  const [old, young] = [gitMode(before), gitMode(after)]
  if (old === null) return [`new file mode ${young}\n`]
  if (young === null) return [`deleted file mode ${old}\n`]
  return old === young ? [] : [`old mode ${old}\n`, `new mode ${young}\n`]
}

/** Git knows of the permissions only whether the owner may run the file. */
function gitMode(mode: number | null): string | null {
  if (mode === null) return null
  return mode & 0o100 ? '100755' : '100644'
}

/** Hunks whose context would touch are shown as one. */
function groupsOf(hunks: readonly LineHunk[]): LineHunk[][] {
  const groups: LineHunk[][] = []
  for (const hunk of hunks) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && hunk.beforeStart - last.beforeEnd <= 2 * context) group.push(hunk)
    else groups.push([hunk])
  }
  return groups
}

function pushGroup(parts: string[], before: Lines, after: Lines, group: readonly LineHunk[]): void {
  const [first, last] = [group[0], group.at(-1)]
  if (!first || !last) return
  const above = Math.min(context, first.beforeStart)
  const below = Math.min(context, before.count - last.beforeEnd)
  const [beforeStart, beforeEnd] = [first.beforeStart - above, last.beforeEnd + below]
  const [afterStart, afterEnd] = [first.afterStart - above, last.afterEnd + below]
  parts.push(`@@ -${range(beforeStart, beforeEnd)} +${range(afterStart, afterEnd)} @@\n`)
  let line = beforeStart
  for (const hunk of group) {
    pushLines(parts, ' ', before, line, hunk.beforeStart)
    pushLines(parts, '-', before, hunk.beforeStart, hunk.beforeEnd)
    pushLines(parts, '+', after, hunk.afterStart, hunk.afterEnd)
    line = hunk.beforeEnd
  }
  pushLines(parts, ' ', before, line, beforeEnd)
}

/** Lines count from 1; a range without lines names the line before it. */
const range = (start: number, end: number): string => `${end > start ? start + 1 : start},${end - start}`

function pushLines(parts: string[], sign: string, lines: Lines, from: number, to: number): void {
  for (let line = from; line < to; line++) {
    const whole = lines.whole(line)
    parts.push(sign, whole)
    if (!whole.endsWith('\n')) parts.push('\n\\ No newline at end of file\n')
  }
}
