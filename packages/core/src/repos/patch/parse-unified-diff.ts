import { HydraFlowError, isHydraFlowError } from '../../contract/index.ts'
import { type Header, emptyHeader, fileName, gitNames, isPrefixed, takeExtended } from './diff-header.ts'
import { type Hunk, type HunkLine, type Operation, operation, patchLines, unreadable } from './operation.ts'
import { type BinaryPatch, parseGitBinary } from './parse-git-binary.ts'

type Mode = 'strict' | 'lenient'

/** What the binary files of one patch may hold together: a few letters of a patch can stand for megabytes. */
const maxInflated = 128 * 1024 * 1024

interface Section {
  readonly header: Header
  readonly line: number
  readonly hunks: readonly Hunk[]
  readonly binary: BinaryPatch | 'not given' | null
}

/** Reads a unified diff of any number of files, with or without the headers of git. */
export function parseUnifiedDiff(text: string, mode: Mode): Operation[] {
  const sections = new DiffReader(patchLines(text), mode).sections()
  if (sections.length === 0)
    throw unreadable(1, 'there is no header of a file ("diff --git", "---" and "+++", or "*** Begin Patch").')
  return sections.map(operationFrom)
}

/** Reads a unified diff of one file whose path is known; headers may be left out. */
export function parseFileDiff(text: string, path: string, mode: Mode): Operation {
  const section = namingPath(path, () => onlySection(text, mode))
  const { act, executable, changes, refused } = operationFrom({
    ...section,
    header: {
      ...section.header,
      renamed: null,
      oldName: section.header.oldName && path,
      newName: section.header.newName && path,
      gitNames: [path, path],
    },
  })
  return operation({ path, act, executable, changes, refused })
}

function onlySection(text: string, mode: Mode): Section {
  const reader = new DiffReader(patchLines(text), mode)
  const [section, second] = text.trimStart().startsWith('@@') ? [reader.bareSection()] : reader.sections()
  if (!section) throw unreadable(1, 'expected a hunk ("@@ -1,2 +1,2 @@").')
  if (second) throw unreadable(second.line, 'a diff in "files" is of one file.')
  return section
}

function namingPath<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isHydraFlowError(error)) throw error
    throw new HydraFlowError(error.reason, `${path}: ${error.message}`, { ...error.details, path }, { cause: error })
  }
}

class DiffReader {
  readonly #lines: readonly string[]
  readonly #mode: Mode
  #at = 0
  #inflated = 0

  constructor(lines: readonly string[], mode: Mode) {
    this.#lines = lines
    this.#mode = mode
  }

  sections(): Section[] {
    const sections: Section[] = []
    while (this.#at < this.#lines.length) {
      // A mail before the first file, and lines such as "Index: name" between two, say nothing to us.
      if (this.isHeader(this.#at)) sections.push(this.#section())
      else if (sections.length > 0 && /^@@ -\d/.test(this.#line()))
        throw this.#error('a hunk stands here without a file.')
      else if (/^diff --(?:cc|combined) /.test(this.#line()))
        throw this.#error('a combined diff of a merge cannot be applied.')
      else this.#at++
    }
    return sections
  }

  /** Hunks alone. */
  bareSection(): Section {
    while (!this.#isHunk()) this.#at++
    return { header: { ...emptyHeader(), oldName: '', newName: '' }, line: 1, hunks: this.#hunks(), binary: null }
  }

  isHeader(at: number): boolean {
    const line = this.#lines[at] ?? ''
    if (line.startsWith('diff --git ')) return true
    return line.startsWith('--- ') && (this.#lines[at + 1] ?? '').startsWith('+++ ')
  }

  #section(): Section {
    const line = this.#at + 1
    const header = emptyHeader()
    if (this.#line().startsWith('diff --git ')) {
      header.gitNames = gitNames(this.#line().slice('diff --git '.length))
      this.#at++
      while (this.#at < this.#lines.length && takeExtended(header, this.#line())) this.#at++
    }
    let binary: Section['binary'] = null
    if (/^Binary files .* differ$/.test(this.#line())) {
      binary = 'not given'
      this.#at++
    } else if (this.#line() === 'GIT binary patch') binary = this.#binary(header)
    else if (this.#line().startsWith('--- ') && (this.#lines[this.#at + 1] ?? '').startsWith('+++ ')) {
      this.#names(header)
      if (!this.#isHunk()) throw this.#error('expected a hunk ("@@ -1,2 +1,2 @@").')
    }
    return { header, line, binary, hunks: binary ? [] : this.#hunks() }
  }

  #names(header: Header): void {
    const [oldName, newName] = [fileName(this.#line().slice(4)), fileName((this.#lines[this.#at + 1] ?? '').slice(4))]
    if (oldName === '' || newName === '') throw this.#error('a file has no name.')
    if (oldName === '/dev/null' && newName === '/dev/null') throw this.#error('both names are /dev/null.')
    header.oldName = oldName === '/dev/null' ? null : oldName
    header.newName = newName === '/dev/null' ? null : newName
    header.made ||= header.oldName === null
    header.deleted ||= header.newName === null
    this.#at += 2
  }

  #binary(header: Header): BinaryPatch {
    const { next, ...forward } = parseGitBinary(this.#lines, this.#at + 1)
    this.#at = next
    this.#inflated += forward.bytes.length
    if (this.#inflated > maxInflated)
      throw this.#error(`its binary files are larger than ${maxInflated} bytes together.`)
    // The way back may follow; it is read so that nothing stays unread, and not needed.
    if (/^(?:literal|delta) \d/.test(this.#line())) this.#at = parseGitBinary(this.#lines, this.#at).next
    const names = header.index?.map((name) =>
      /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name) && /[^0]/.test(name) ? name : null,
    )
    return { ...forward, before: names?.[0] ?? null, after: names?.[1] ?? null }
  }

  #hunks(): Hunk[] {
    const hunks: Hunk[] = []
    while (this.#isHunk()) hunks.push(this.#hunk())
    return hunks
  }

  #isHunk(): boolean {
    return this.#line().startsWith('@@')
  }

  #hunk(): Hunk {
    const header = this.#line()
    const [, oldStart, oldCount = '1', newStart, newCount = '1'] =
      /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/.exec(header) ?? []
    const begin = ++this.#at
    if (oldStart === undefined || newStart === undefined) {
      if (this.#mode === 'strict' || header.startsWith('@@@'))
        throw this.#error('this is no header of a hunk ("@@ -1,2 +1,2 @@").', begin)
      return { start: null, lines: this.#linesUntilNext(begin) }
    }
    const start = Number(oldCount) === 0 ? Number(oldStart) : Math.max(Number(oldStart) - 1, 0)
    const lines = this.#countedLines(Number(oldCount), Number(newCount))
    if (lines) return { start, lines }
    if (this.#mode === 'strict') {
      throw this.#error(
        `the hunk is said to hold ${oldCount} old and ${newCount} new lines, and this line does not fit that.`,
        Math.min(this.#at + 1, this.#lines.length),
      )
    }
    this.#at = begin
    return { start, lines: this.#linesUntilNext(begin) }
  }

  /** As many lines as the header says; null, standing at the line that is wrong, when there are more or fewer. */
  #countedLines(oldCount: number, newCount: number): HunkLine[] | null {
    const lines: HunkLine[] = []
    let [oldLeft, newLeft] = [oldCount, newCount]
    while (oldLeft > 0 || newLeft > 0) {
      if (this.#at >= this.#lines.length) return null
      const line = hunkLine(this.#line())
      if (line === null) return null
      if (line.kind !== '+') oldLeft--
      if (line.kind !== '-') newLeft--
      if (oldLeft < 0 || newLeft < 0) return null
      this.#at++
      lines.push(this.#withMark(line))
    }
    return this.#goesOn() ? null : lines
  }

  /** A line that looks like one more of the hunk: the counts in its header were wrong. */
  #goesOn(): boolean {
    const line = this.#line()
    return /^[-+ \\]/.test(line) && !/^-- ?$/.test(line) && line.trim() !== '' && !this.isHeader(this.#at)
  }

  #linesUntilNext(header: number): HunkLine[] {
    const lines: HunkLine[] = []
    const blanks: HunkLine[] = []
    while (this.#at < this.#lines.length && !this.isHeader(this.#at) && this.#line() !== '-- ') {
      const line = hunkLine(this.#line())
      if (line === null) break
      this.#at++
      // Blank lines at the end stand between this hunk and the next.
      if (/^\r?$/.test(this.#lines[this.#at - 1] ?? '')) blanks.push(line)
      else {
        for (const blank of blanks.splice(0)) lines.push(blank)
        lines.push(this.#withMark(line))
      }
    }
    if (lines.length === 0) throw this.#error('the hunk is empty.', header)
    return lines
  }

  #withMark(line: HunkLine): HunkLine {
    if (!this.#line().startsWith('\\ ')) return line
    this.#at++
    return { ...line, open: true }
  }

  #line(): string {
    return this.#lines[this.#at] ?? ''
  }

  #error(why: string, line = this.#at + 1) {
    return unreadable(line, why)
  }
}

/** Mails lose the space of an empty context line. */
function hunkLine(line: string): HunkLine | null {
  const [kind] = line
  if (kind === ' ' || kind === '-' || kind === '+') return { kind, text: line.slice(1), open: false }
  return line === '' || line === '\r' ? { kind: ' ', text: line, open: false } : null
}

function operationFrom({ header, line, hunks, binary }: Section): Operation {
  const { renamed, made, deleted, executable, modes, gitNames: pair } = header
  const [oldName, newName] = [
    header.oldName ?? (made ? null : (pair?.[0] ?? null)),
    header.newName ?? (deleted ? null : (pair?.[1] ?? null)),
  ]
  const prefixed = pair ? isPrefixed(...pair) : isPrefixed(oldName, newName)
  const bare = (name: string | null) => (name !== null && prefixed ? name.slice(2) : name)
  const path = renamed?.from ?? bare(made ? newName : deleted ? oldName : (newName ?? oldName))
  const to = renamed ? renamed.to : null
  if (path === null || path === undefined || to === undefined)
    throw unreadable(line, 'the name of the file cannot be read.')
  const changes = binary
    ? binary === 'not given'
      ? null
      : ({ kind: 'binary', binary } as const)
    : hunks.length > 0
      ? ({ kind: 'hunks', hunks } as const)
      : null
  const special = modes.some((mode) => mode === '120000' || mode === '160000')
  const refused = special
    ? ({ problem: 'invalid', message: 'A symbolic link or a submodule cannot be patched.' } as const)
    : binary === 'not given'
      ? ({ problem: 'binary', message: 'The patch says that the binary file differs, and not how.' } as const)
      : null
  const act = made ? 'create' : deleted ? 'delete' : isAddition(header, hunks) ? 'write' : 'change'
  return operation({ path, to, copies: renamed?.copies ?? false, executable, act, changes, refused })
}

/** `diff -N` names a new file on both sides; that it is new is said by the hunk alone. */
const isAddition = ({ gitNames: pair, renamed }: Header, hunks: readonly Hunk[]): boolean =>
  pair === null &&
  renamed === null &&
  hunks.length === 1 &&
  hunks[0]?.start === 0 &&
  hunks[0].lines.every(({ kind }) => kind === '+')
