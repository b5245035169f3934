import { HydraFlowError } from '../../contract/index.ts'
import type { Hunk, HunkLine, PatchStep } from './patch-step.ts'

type Strictness = 'strict' | 'lenient'

const invalid = (line: number, message: string): HydraFlowError =>
  new HydraFlowError('PATCH_INVALID', `Line ${line} of the patch: ${message}`, { line })

interface Header {
  oldPath: string | null | undefined
  newPath: string | null | undefined
  gitOld: string | undefined
  gitNew: string | undefined
  renameFrom: string | undefined
  renameTo: string | undefined
  copy: boolean
  isNew: boolean
  isDeleted: boolean
  oldMode: string | undefined
  newMode: string | undefined
  binary: boolean
  hunks: Hunk[]
  line: number
}

const emptyHeader = (line: number): Header => ({
  oldPath: undefined,
  newPath: undefined,
  gitOld: undefined,
  gitNew: undefined,
  renameFrom: undefined,
  renameTo: undefined,
  copy: false,
  isNew: false,
  isDeleted: false,
  oldMode: undefined,
  newMode: undefined,
  binary: false,
  hunks: [],
  line,
})

/**
 * Reads a unified diff of any number of files, with or without git's extended headers
 * (https://git-scm.com/docs/diff-format). Text before the first header is skipped, as in a mail.
 */
export function parseUnifiedDiff(patch: string, strictness: Strictness): PatchStep[] {
  const reader = new DiffReader(patch, strictness)
  const steps = reader.readFiles()
  if (steps.length === 0) throw new HydraFlowError('PATCH_INVALID', 'The patch names no file.')
  return steps
}

/** Reads the hunks of a diff whose file is known; headers may stand before them. */
export function parseFileDiff(diff: string, path: string, strictness: Strictness): PatchStep {
  const reader = new DiffReader(diff, strictness)
  const header = reader.readOneFile()
  if (header.hunks.length === 0 && !header.isDeleted)
    throw new HydraFlowError('PATCH_INVALID', `The diff of ${path} has no hunks.`, { path })
  return stepFrom({
    ...header,
    gitOld: path,
    gitNew: path,
    oldPath: header.oldPath === null ? null : path,
    newPath: header.newPath === null ? null : path,
    renameFrom: undefined,
    renameTo: undefined,
  })
}

class DiffReader {
  readonly #lines: string[]
  readonly #strictness: Strictness
  #at = 0

  constructor(patch: string, strictness: Strictness) {
    this.#lines = patch.split('\n')
    if (this.#lines.at(-1) === '') this.#lines.pop()
    this.#strictness = strictness
  }

  readFiles(): PatchStep[] {
    const steps: PatchStep[] = []
    while (this.#at < this.#lines.length) {
      if (!this.#startsFile()) {
        if (this.#peek().startsWith('@@ ') && steps.length > 0)
          throw invalid(this.#at + 1, 'a hunk stands where a file should begin')
        this.#at++
        continue
      }
      const header = this.#readHeader()
      this.#readHunks(header)
      steps.push(stepFrom(header))
    }
    return steps
  }

  readOneFile(): Header {
    while (this.#at < this.#lines.length && !this.#startsFile() && !this.#peek().startsWith('@@')) this.#at++
    const header = this.#startsFile() ? this.#readHeader() : emptyHeader(this.#at + 1)
    this.#readHunks(header)
    if (this.#at < this.#lines.length && this.#startsFile())
      throw invalid(this.#at + 1, 'the diff of one file names another one')
    return header
  }

  #peek(ahead = 0): string {
    return this.#lines[this.#at + ahead] ?? ''
  }

  #startsFile(): boolean {
    const line = this.#peek()
    return line.startsWith('diff --git ') || (line.startsWith('--- ') && this.#peek(1).startsWith('+++ '))
  }

  #readHeader(): Header {
    const header = emptyHeader(this.#at + 1)
    if (this.#peek().startsWith('diff --git ')) {
      const names = gitNames(this.#peek().slice('diff --git '.length).replace(/\r$/, ''))
      if (names) [header.gitOld, header.gitNew] = names
      this.#at++
      while (this.#at < this.#lines.length && this.#readExtended(header)) this.#at++
    }
    if (this.#peek().startsWith('--- ') && this.#peek(1).startsWith('+++ ')) {
      header.oldPath = nameFrom(this.#peek().slice(4))
      header.newPath = nameFrom(this.#peek(1).slice(4))
      this.#at += 2
    }
    return header
  }

  /** One of git's lines between `diff --git` and the hunks; false when it is none. */
  #readExtended(header: Header): boolean {
    const line = this.#peek().replace(/\r$/, '')
    const value = (prefix: string) => (line.startsWith(prefix) ? line.slice(prefix.length) : undefined)
    const [newFile, deleted, oldMode, newMode] = ['new file mode ', 'deleted file mode ', 'old mode ', 'new mode '].map(
      value,
    )
    const from = value('rename from ') ?? value('copy from ')
    const to = value('rename to ') ?? value('copy to ')
    if (newFile !== undefined) [header.isNew, header.newMode] = [true, newFile]
    else if (deleted !== undefined) [header.isDeleted, header.oldMode] = [true, deleted]
    else if (oldMode !== undefined) header.oldMode = oldMode
    else if (newMode !== undefined) header.newMode = newMode
    else if (from !== undefined) [header.renameFrom, header.copy] = [unquoted(from), line.startsWith('copy')]
    else if (to !== undefined) header.renameTo = unquoted(to)
    else if (line.startsWith('index ')) header.oldMode ??= / (\d{6})$/.exec(line)?.[1]
    else if (/^Binary files .* differ$/.test(line) || line === 'GIT binary patch') header.binary = true
    else if (header.binary && !line.startsWith('diff --git ')) return true
    else return /^(dis)?similarity index /.test(line)
    return true
  }

  #readHunks(header: Header): void {
    while (this.#peek().startsWith('@@')) header.hunks.push(this.#readHunk())
  }

  #readHunk(): Hunk {
    const line = this.#at + 1
    const counts = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(this.#peek())
    this.#at++
    if (!counts) {
      if (this.#strictness === 'strict' && !/^@@(\s|$)/.test(this.#lines[line - 1] ?? ''))
        throw invalid(line, 'this is no header of a hunk')
      return { lines: this.#readBody(null, line), statedAt: null }
    }
    const [oldStart, oldCount, newCount] = [Number(counts[1]), Number(counts[2] ?? 1), Number(counts[4] ?? 1)]
    const lines = this.#readBody({ oldCount, newCount }, line)
    return { lines, statedAt: oldCount === 0 ? oldStart : Math.max(0, oldStart - 1) }
  }

  #readBody(counts: { oldCount: number; newCount: number } | null, headerLine: number): HunkLine[] {
    const start = this.#at
    const lines: HunkLine[] = []
    let [oldLeft, newLeft] = counts ? [counts.oldCount, counts.newCount] : [Infinity, Infinity]
    while (this.#at < this.#lines.length && (oldLeft > 0 || newLeft > 0)) {
      if (counts === null && this.#startsFile()) break
      const read = hunkLine(this.#peek())
      if (!read) break
      if (read.tag !== '+') oldLeft--
      if (read.tag !== '-') newLeft--
      lines.push(read)
      this.#at++
      this.#readNoNewline(lines)
    }
    const isWrong = counts !== null && (oldLeft !== 0 || newLeft !== 0 || this.#bodyGoesOn())
    if (!isWrong) return lines
    if (this.#strictness === 'strict') throw invalid(headerLine, 'the hunk has not as many lines as its header says')
    // A model that miscounts is forgiven: the hunk goes on to the next header.
    this.#at = start
    return this.#readBody(null, headerLine)
  }

  /** More of a hunk stands behind its end. */
  #bodyGoesOn(): boolean {
    const line = this.#peek()
    return this.#at < this.#lines.length && /^[ +-]/.test(line) && !this.#startsFile() && line !== '-- '
  }

  #readNoNewline(lines: HunkLine[]): void {
    const last = lines.at(-1)
    if (!last || !this.#peek().startsWith('\\ ')) return
    lines[lines.length - 1] = { tag: last.tag, text: last.text.slice(0, -1) }
    this.#at++
  }
}

/** An empty line is an empty line of context whose space got lost on the way. */
function hunkLine(line: string): HunkLine | null {
  const [tag = ' '] = line
  if (line === '' || line === '\r') return { tag: ' ', text: `${line}\n` }
  return tag === ' ' || tag === '-' || tag === '+' ? { tag, text: `${line.slice(1)}\n` } : null
}

/** A name of a `---` or `+++` line, without the time behind a tab; null for `/dev/null`. */
function nameFrom(text: string): string | null {
  const name = text.startsWith('"') ? unquoted(text) : (text.replace(/\r$/, '').split('\t')[0] ?? '')
  return name === '/dev/null' ? null : name
}

const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }

/** A name as git quotes it, like a string of C whose bytes are UTF-8; any other stays as it is. */
function unquoted(text: string): string {
  const name = text.replace(/\r$/, '')
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(name)
  if (!quoted) return name
  const bytes: Buffer[] = []
  for (const [part] of (quoted[1] ?? '').matchAll(/\\[0-7]{3}|\\.|[^\\]+/g)) {
    if (!part.startsWith('\\')) bytes.push(Buffer.from(part))
    else if (part.length === 4) bytes.push(Buffer.from([Number.parseInt(part.slice(1), 8) & 0xff]))
    else bytes.push(Buffer.from([escapes[part[1] ?? ''] ?? part.codePointAt(1) ?? 0]))
  }
  return Buffer.concat(bytes).toString('utf8')
}

/** The two names of a `diff --git` line. Without quotes they are the same but for `a/` and `b/`, or headers follow. */
function gitNames(text: string): [string, string] | null {
  if (text.startsWith('"')) {
    const first = /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0] ?? ''
    return [stripped(unquoted(first), 'a/'), stripped(unquoted(text.slice(first.length + 1)), 'b/')]
  }
  if (text.endsWith('"')) {
    const at = text.indexOf(' "')
    return [stripped(text.slice(0, at), 'a/'), stripped(unquoted(text.slice(at + 1)), 'b/')]
  }
  const half = (text.length - 1) / 2
  const [first, second] = [text.slice(0, half), text.slice(half + 1)]
  if (Number.isInteger(half) && text[half] === ' ' && first.slice(1) === second.slice(1))
    return [stripped(first, 'a/'), stripped(second, 'b/')]
  const parts = text.split(' ')
  return parts.length === 2 ? [stripped(parts[0] ?? '', 'a/'), stripped(parts[1] ?? '', 'b/')] : null
}

const stripped = (name: string, prefix: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name)

function stepFrom(header: Header): PatchStep {
  const { oldPath, newPath, hunks, line } = header
  const prefixed =
    (oldPath === null || oldPath === undefined || oldPath.startsWith('a/')) &&
    (newPath === null || newPath === undefined || newPath.startsWith('b/'))
  const named = (name: string | null | undefined, prefix: string) =>
    name === null || name === undefined
      ? name
      : prefixed && header.gitOld === undefined
        ? stripped(name, prefix)
        : header.gitOld === undefined
          ? name
          : stripped(name, prefix)
  const before = header.renameFrom ?? named(oldPath, 'a/') ?? header.gitOld
  const after = header.renameTo ?? named(newPath, 'b/') ?? header.gitNew
  const isNew = header.isNew || oldPath === null
  const isDeleted = header.isDeleted || newPath === null
  const path = isNew ? after : isDeleted ? before : header.renameFrom === undefined ? (after ?? before) : before
  if (!path) throw invalid(line, 'the header names no file')
  const special = [header.oldMode, header.newMode].find((mode) => mode !== undefined && !/^100\d{3}$/.test(mode))
  if (special !== undefined) {
    const what = special.startsWith('120')
      ? 'a symbolic link'
      : special.startsWith('160')
        ? 'a submodule'
        : `of mode ${special}`
    return {
      path,
      act: { kind: 'refuse', problem: 'invalid', message: `The file is ${what}, which patches may not touch.` },
    }
  }
  if (header.binary && !isDeleted) {
    const message = 'Send binary files by files[].content with encoding base64; a binary diff is not read.'
    return { path, act: { kind: 'refuse', problem: 'binary', message } }
  }
  const mode =
    header.newMode === undefined ? {} : { mode: header.newMode.endsWith('755') ? ('755' as const) : ('644' as const) }
  if (isDeleted) return { path, act: { kind: 'delete', hunks } }
  if (isNew) return { path, ...mode, act: { kind: 'add', content: addedText(hunks, line) } }
  const renameTo =
    header.renameFrom === undefined || after === undefined || after === null
      ? {}
      : { renameTo: after, copy: header.copy }
  return {
    path,
    ...renameTo,
    ...mode,
    act: hunks.length > 0 ? { kind: 'hunks', hunks, form: 'diff' } : { kind: 'keep' },
  }
}

function addedText(hunks: readonly Hunk[], line: number): string {
  const lines = hunks.flatMap((hunk) => hunk.lines)
  if (lines.some(({ tag }) => tag !== '+')) throw invalid(line, 'a new file can only have added lines')
  return lines.map(({ text }) => text).join('')
}
