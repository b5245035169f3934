import { type Chunk, type HunkLine, type Operation, operation, patchLines, unreadable } from './operation.ts'

const beginMark = '*** Begin Patch'
const endMark = '*** End Patch'
const heredocs = new Set(['<<EOF', "<<'EOF'", '<<"EOF"'])

/** Whether a text is meant as an envelope: its first line says so, or the second one after a heredoc. */
export function isEnvelope(text: string): boolean {
  const [first = '', second = ''] = text.trimStart().slice(0, 200).split('\n', 2)
  return first.trim() === beginMark || (heredocs.has(first.trim()) && second.trim() === beginMark)
}

/** Reads a `*** Begin Patch` envelope. Lenient forgives a heredoc around it and spaces around its markers. */
export function parseEnvelope(text: string, mode: 'strict' | 'lenient'): Operation[] {
  const lines = patchLines(text).map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  let first = lines.findIndex((line) => line.trim() !== '')
  let last = lines.findLastIndex((line) => line.trim() !== '')
  const lenient = mode === 'lenient'
  if (lenient && last - first >= 3 && heredocs.has(lines[first]?.trim() ?? '') && lines[last]?.trim().endsWith('EOF')) {
    first++
    last--
    while (last > first && lines[last]?.trim() === '') last--
  }
  const marker = (line: string) => (lenient ? line.trim() : line)
  if (marker(lines[first] ?? '') !== beginMark) throw unreadable(first + 1, `the first line must be "${beginMark}".`)
  if (last === first || marker(lines[last] ?? '') !== endMark)
    throw unreadable(last + 1, `the last line must be "${endMark}".`)
  const reader = new EnvelopeReader(lines.slice(0, last), first + 1, marker)
  const operations = reader.operations()
  if (operations.length === 0) throw unreadable(last + 1, 'the patch names no file.')
  return operations
}

class EnvelopeReader {
  readonly #lines: readonly string[]
  readonly #marker: (line: string) => string
  #at: number

  constructor(lines: readonly string[], from: number, marker: (line: string) => string) {
    this.#lines = lines
    this.#at = from
    this.#marker = marker
  }

  operations(): Operation[] {
    const operations: Operation[] = []
    // Hosts with several environments name one; here there is one.
    if (this.#argument('*** Environment ID: ')) this.#at++
    while (this.#at < this.#lines.length) operations.push(this.#section())
    return operations
  }

  #section(): Operation {
    const added = this.#argument('*** Add File: ')
    if (added !== null) {
      this.#at++
      return operation({ path: added, act: 'create', changes: { kind: 'content', content: this.#content() } })
    }
    const deleted = this.#argument('*** Delete File: ')
    if (deleted !== null) {
      this.#at++
      return operation({ path: deleted, act: 'delete' })
    }
    const updated = this.#argument('*** Update File: ')
    if (updated === null)
      throw unreadable(
        this.#at + 1,
        'expected "*** Add File: ", "*** Delete File: " or "*** Update File: " and a path.',
      )
    const line = ++this.#at
    const to = this.#argument('*** Move to: ')
    if (to !== null) this.#at++
    const chunks = this.#chunks()
    if (chunks.length === 0) throw unreadable(line, 'the update says nothing to change.')
    return operation({ path: updated, to, changes: { kind: 'chunks', chunks } })
  }

  #content(): string {
    const lines: string[] = []
    for (; this.#line().startsWith('+'); this.#at++) lines.push(`${this.#line().slice(1)}\n`)
    return lines.join('')
  }

  #chunks(): Chunk[] {
    const chunks: Chunk[] = []
    while (this.#at < this.#lines.length && !this.#line().startsWith('***')) {
      if (this.#line().trim() === '') this.#at++
      else if (this.#marker(this.#line()).startsWith('***')) break
      else chunks.push(this.#chunk(chunks.length === 0))
    }
    return chunks
  }

  #chunk(isFirst: boolean): Chunk {
    const begin = this.#line()
    let header: string | null = null
    if (begin.trimEnd() === '@@') this.#at++
    else if (begin.startsWith('@@ ')) {
      header = begin.slice(3)
      this.#at++
    } else if (!isFirst) throw unreadable(this.#at + 1, 'a chunk begins with "@@".')
    const lines: HunkLine[] = []
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#line()
      const kind = line === '' ? ' ' : line[0]
      if (kind !== ' ' && kind !== '-' && kind !== '+') break
      lines.push({ kind, text: line.slice(1), open: false })
    }
    if (lines.length === 0) throw unreadable(this.#at + 1, 'a line of a chunk begins with a space, "-" or "+".')
    const endOfFile = this.#marker(this.#line()) === '*** End of File'
    if (endOfFile) this.#at++
    return { header, lines, endOfFile }
  }

  /** What stands behind a marker, if the line has it. */
  #argument(mark: string): string | null {
    const line = this.#marker(this.#line())
    const rest = line.startsWith(mark) ? line.slice(mark.length).trim() : ''
    return rest === '' ? null : rest
  }

  #line(): string {
    return this.#lines[this.#at] ?? ''
  }
}
