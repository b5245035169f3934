import { HydraFlowError } from '../../contract/index.ts'
import type { Hunk, HunkLine, PatchStep } from './patch-step.ts'

type Strictness = 'strict' | 'lenient'

const begin = '*** Begin Patch'
const end = '*** End Patch'
const addFile = '*** Add File: '
const deleteFile = '*** Delete File: '
const updateFile = '*** Update File: '
const moveTo = '*** Move to: '
const endOfFile = '*** End of File'
const environment = '*** Environment ID: '

export const isEnvelope = (patch: string): boolean => /^\s*(<<\s*['"]?EOF['"]?\s*\n\s*)?\*\*\* Begin Patch/.test(patch)

const invalid = (line: number, message: string): HydraFlowError =>
  new HydraFlowError('PATCH_INVALID', `Line ${line} of the patch: ${message}`, { line })

/**
 * Reads the `*** Begin Patch` envelope: sections that add, delete or update a file. Lenient reading forgives spaces
 * around markers and a shell's heredoc around the whole.
 */
export function parseEnvelope(patch: string, strictness: Strictness): PatchStep[] {
  const reader = new EnvelopeReader(linesOf(patch, strictness), strictness)
  const steps = reader.readSections()
  if (steps.length === 0) throw new HydraFlowError('PATCH_INVALID', 'The patch names no file.')
  return steps
}

function linesOf(patch: string, strictness: Strictness): string[] {
  const lines = (strictness === 'lenient' ? patch.trim() : patch.replace(/(\r?\n)+$/, '')).split('\n')
  const isCrlf = lines[0]?.endsWith('\r') && lines.slice(0, -1).every((line) => line.endsWith('\r'))
  const plain = isCrlf ? lines.map((line) => line.replace(/\r$/, '')) : lines
  const isHeredoc = /^<<\s*(EOF|'EOF'|"EOF")$/.test(plain[0]?.trim() ?? '') && plain.at(-1)?.trim().endsWith('EOF')
  return strictness === 'lenient' && isHeredoc && plain.length >= 4 ? plain.slice(1, -1) : plain
}

class EnvelopeReader {
  readonly #lines: readonly string[]
  readonly #strictness: Strictness
  #at = 0

  constructor(lines: readonly string[], strictness: Strictness) {
    this.#lines = lines
    this.#strictness = strictness
  }

  readSections(): PatchStep[] {
    if (this.#marker() !== begin) throw invalid(1, `the first line must be "${begin}"`)
    const last = this.#lines.length - 1
    if (this.#asMarker(this.#lines[last] ?? '') !== end) throw invalid(last + 1, `the last line must be "${end}"`)
    this.#at++
    if (this.#marker().startsWith(environment)) this.#at++
    const steps: PatchStep[] = []
    while (this.#at < last) {
      if (this.#line().trim() === '' && steps.length > 0) this.#at++
      else steps.push(this.#readSection())
    }
    return steps
  }

  #line(): string {
    return this.#lines[this.#at] ?? ''
  }

  #marker(): string {
    return this.#asMarker(this.#line())
  }

  #asMarker(line: string): string {
    return this.#strictness === 'lenient' ? line.trim() : line
  }

  #readSection(): PatchStep {
    const marker = this.#marker()
    const line = this.#at + 1
    const pathAfter = (prefix: string) => {
      const path = marker.slice(prefix.length).trim()
      if (path === '') throw invalid(line, 'the path is missing')
      this.#at++
      return path
    }
    if (marker.startsWith(addFile))
      return { path: pathAfter(addFile), act: { kind: 'add', content: this.#readAdded() } }
    if (marker.startsWith(deleteFile)) return { path: pathAfter(deleteFile), act: { kind: 'delete', hunks: [] } }
    if (!marker.startsWith(updateFile))
      throw invalid(line, `"${marker.slice(0, 80)}" begins no section: say Add File, Delete File or Update File`)
    const path = pathAfter(updateFile)
    const target = this.#marker().startsWith(moveTo) ? this.#marker().slice(moveTo.length).trim() : undefined
    if (target !== undefined) this.#at++
    const hunks = this.#readChunks()
    if (hunks.length === 0 && target === undefined) throw invalid(line, `the section of ${path} changes nothing`)
    return {
      path,
      ...(target !== undefined && target !== path && { renameTo: target }),
      act: hunks.length > 0 ? { kind: 'hunks', hunks, form: 'envelope' } : { kind: 'keep' },
    }
  }

  #readAdded(): string {
    const lines: string[] = []
    for (; this.#line().startsWith('+'); this.#at++) lines.push(`${this.#line().slice(1)}\n`)
    return lines.join('')
  }

  #readChunks(): Hunk[] {
    const hunks: Hunk[] = []
    for (;;) {
      const line = this.#line()
      if (this.#marker().startsWith('***')) return hunks
      if (line.trim() === '' && hunks.length > 0) this.#at++
      else hunks.push(this.#readChunk(hunks.length === 0))
    }
  }

  #readChunk(isFirst: boolean): Hunk {
    const start = this.#at + 1
    const header = this.#strictness === 'lenient' ? this.#line().trimStart() : this.#line()
    let heading: string | null = null
    if (/^@@\s*$/.test(header)) this.#at++
    else if (header.startsWith('@@ ')) {
      heading = header.slice(3)
      this.#at++
    } else if (!isFirst) throw invalid(start, 'a further chunk must begin with @@')
    const lines: HunkLine[] = []
    while (this.#at < this.#lines.length - 1) {
      const line = this.#line()
      const [tag = ' '] = line
      if (line !== '' && tag !== ' ' && tag !== '-' && tag !== '+') break
      lines.push({ tag: tag as HunkLine['tag'], text: `${line.slice(1)}\n` })
      this.#at++
    }
    if (lines.length === 0) throw invalid(this.#at + 1, 'a chunk holds lines that begin with a space, - or +')
    const atEnd = this.#marker() === endOfFile
    if (atEnd) this.#at++
    else if (!this.#marker().startsWith('***') && !this.#line().trimStart().startsWith('@@'))
      throw invalid(this.#at + 1, 'a line of a chunk must begin with a space, - or +')
    return { lines, statedAt: null, heading, atEnd }
  }
}
