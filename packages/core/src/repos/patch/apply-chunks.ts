import type { PatchProblem } from '../../contract/index.ts'
import { type Comparison, Finder } from './find-lines.ts'
import { Lines } from './lines.ts'
import type { Chunk, HunkLine } from './operation.ts'
import { problemAt, shown } from './patch-problem.ts'
import { type PatchedText, type Target, patchedText } from './patched-text.ts'
import { type Replacement, oldLines, replaceLines, replacementsOf } from './replace-lines.ts'

const passes: readonly Comparison[] = ['body', 'trimEnd', 'trim', 'plain']

type Problem = Pick<PatchProblem, 'problem' | 'message' | 'places' | 'nearest'>
type Place = { readonly at: number; readonly lines: readonly HunkLine[] }

/**
 * Applies the chunks of an envelope, each behind the one before. Four passes compare ever more loosely. Lenient takes
 * the first place of a pass, as Codex does; strict wants it to be the only one, except that lines which fit exactly
 * may be the first ones behind the line that `@@` names.
 */
export function applyChunks(text: string, chunks: readonly Chunk[], { path, mode }: Target): PatchedText {
  const loneReturns = mode === 'lenient' && /\r(?!\n)/.test(text)
  const lines = new Lines(text, { loneReturns })
  const wanted = chunks.flatMap(({ header, lines: body }) => [
    ...(header === null ? [] : [`${header}\n`]),
    ...oldLines(body),
  ])
  const search = new ChunkSearch(lines, new Finder(lines, new Set(wanted)), mode)
  // Where carriage returns end lines too, every new line ends as the first of the file does.
  const manner = { exact: false, end: loneReturns ? lines.end(0) : undefined }
  const replacements: Replacement[][] = []
  const problems: PatchProblem[] = []
  chunks.forEach((chunk, index) => {
    const place = search.next(chunk)
    if ('problem' in place)
      problems.push(problemAt(path, index + 1, place.problem, `Chunk ${index + 1}: ${place.message}`, place))
    else replacements.push(replacementsOf(lines, place.lines, place.at, manner))
  })
  if (problems.length > 0) return { ok: false, problems }
  // Lines that are only added go to the end of the file, whatever comes after them in the patch.
  const inOrder = replacements.flat().toSorted((one, other) => one.line - other.line || one.removed - other.removed)
  const patched = replaceLines(lines, inOrder)
  const isOpen = mode === 'lenient' && patched !== '' && !/[\n\r]$/.test(patched)
  return patchedText(isOpen ? patched + lines.endNear(lines.count) : patched, [])
}

class ChunkSearch {
  readonly #lines: Lines
  readonly #finder: Finder
  readonly #mode: Target['mode']
  #cursor = 0

  constructor(lines: Lines, finder: Finder, mode: Target['mode']) {
    this.#lines = lines
    this.#finder = finder
    this.#mode = mode
  }

  next(chunk: Chunk): Place | Problem {
    if (chunk.header !== null) {
      const at = this.#find([`${chunk.header}\n`], { endOfFile: false, first: false })
      if (typeof at !== 'number') {
        return {
          ...at,
          message: `The line ${shown(chunk.header)} ${at.problem === 'text_ambiguous' ? 'is there more than once' : 'is not there'}.`,
        }
      }
      this.#cursor = at + 1
    }
    const block = oldLines(chunk.lines)
    if (block.length === 0) return { at: this.#endOfText(), lines: chunk.lines }
    const options = { endOfFile: chunk.endOfFile, first: chunk.header !== null }
    const at = this.#find(block, options)
    if (typeof at === 'number') return this.#placed(at, block.length, chunk.lines)
    const shorter = withoutLastBlank(chunk.lines)
    const again = shorter && oldLines(shorter)
    if (shorter && again && again.length > 0 && at.problem === 'text_not_found') {
      const second = this.#find(again, options)
      if (typeof second === 'number') return this.#placed(second, again.length, shorter)
      if (second.problem === 'text_ambiguous') return second
    }
    return at
  }

  #placed(at: number, length: number, lines: readonly HunkLine[]): Place {
    this.#cursor = at + length
    return { at, lines }
  }

  #find(block: readonly string[], { endOfFile, first }: { endOfFile: boolean; first: boolean }): number | Problem {
    const end = this.#lines.count - block.length
    if (endOfFile && end >= this.#cursor) {
      const fits = passes.some((comparison) => this.#finder.fits(block, comparison, end))
      if (fits) return end
    }
    if (!endOfFile || this.#mode === 'lenient') {
      for (const comparison of passes) {
        const takesFirst = this.#mode === 'lenient' || (first && comparison === 'body')
        const places = this.#finder.places(block, comparison, this.#cursor, takesFirst ? 1 : undefined)
        const [at, second] = places
        if (at === undefined) continue
        if (second === undefined) return at
        const message = 'Its lines are there more than once; show more of them, or name a line above them behind "@@".'
        return { problem: 'text_ambiguous', message, places: places.map((place) => place + 1), nearest: null }
      }
    }
    const where = endOfFile
      ? ' at the end of the file'
      : this.#cursor > 0
        ? ` behind line ${this.#cursor}`
        : ' in the file'
    const message = this.#finder.exhausted
      ? 'The file is too large to look for so many lines.'
      : `Its lines are not${where}.`
    return { problem: 'text_not_found', message, places: [], nearest: this.#finder.nearest(block) }
  }

  /** Before a last line that is empty. */
  #endOfText(): number {
    const { count } = this.#lines
    return count > 0 && this.#lines.body(count - 1) === '' ? count - 1 : count
  }
}

/** Models like to leave an empty line before the next marker, which then counts as one of the chunk. */
function withoutLastBlank(lines: readonly HunkLine[]): HunkLine[] | null {
  const last = lines.findLastIndex(({ kind }) => kind !== '+')
  const line = lines[last]
  if (line?.text !== '') return null
  const rest = lines.filter((_, at) => at !== last)
  const removedToo = line.kind === '-' && rest.at(-1)?.kind === '+' && rest.at(-1)?.text === ''
  return removedToo ? rest.slice(0, -1) : rest
}
