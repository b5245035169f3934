import { type Likeness, LineFinder } from './find-lines.ts'
import type { Hunk, HunkLine } from './patch-step.ts'
import type { TextProblem } from './problems.ts'
import { endOfLine, splitLines, withoutEnd } from './text-file.ts'

interface Placed {
  readonly hunk: Hunk
  readonly place: number
  readonly likeness: Likeness
}

type Applied = { readonly text: string } | { readonly problems: TextProblem[] }

interface Options {
  readonly form: 'diff' | 'envelope'
  readonly lenient: boolean
  /** What new lines end with, whatever their neighbours do. */
  readonly usualEnd?: string
}

const strictLikenesses: readonly Likeness[] = ['exact', 'ends']
const lenientLikenesses: readonly Likeness[] = ['exact', 'ends', 'trailing', 'spaces', 'plain']

/** Applies hunks to a text, or says of each that does not fit why. */
export function applyHunks(text: string, hunks: readonly Hunk[], options: Options): Applied {
  const applied = applyToLines(splitLines(text), hunks, options)
  if ('text' in applied || !options.lenient || !/\r(?!\n)/.test(text)) return applied
  // An old Mac's line ends, alone or among others: forgiven like odd spaces, and new lines end as most others do.
  const again = applyToLines(splitAtAnyEnd(text), hunks, { ...options, usualEnd: mostUsualEnd(text) })
  return 'text' in again ? again : applied
}

const splitAtAnyEnd = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []

function mostUsualEnd(text: string): string {
  const counts = Map.groupBy(text.match(/\r\n|\r|\n/g) ?? [], (end) => end)
  const [most] = [...counts].toSorted(([, one], [, other]) => other.length - one.length)
  return most?.[0] ?? '\n'
}

function applyToLines(lines: readonly string[], hunks: readonly Hunk[], options: Options): Applied {
  const finder = new LineFinder(lines)
  const placed: Placed[] = []
  const problems: TextProblem[] = []
  let cursor = 0
  for (const [at, hunk] of hunks.entries()) {
    const found = placeOf(finder, hunk, cursor, options)
    if ('problem' in found) {
      problems.push({ ...found, hunk: at + 1 })
      continue
    }
    if (found.place < cursor) {
      const message = 'The hunk overlaps the one before it, or comes before it in the file.'
      problems.push({ hunk: at + 1, problem: 'overlaps', message })
      continue
    }
    placed.push(found)
    cursor = found.place + oldLinesOf(found.hunk).length
  }
  return problems.length > 0 ? { problems } : { text: rebuilt(lines, placed, options) }
}

const oldLinesOf = ({ lines }: Hunk): string[] => lines.filter(({ tag }) => tag !== '+').map(({ text }) => text)

function placeOf(finder: LineFinder, hunk: Hunk, cursor: number, options: Options): Placed | Omit<TextProblem, 'hunk'> {
  const block = oldLinesOf(hunk)
  if (block.length === 0) return insertionPlace(finder, hunk, options)
  const { statedAt } = hunk
  const likenesses = options.lenient ? lenientLikenesses : strictLikenesses
  if (statedAt !== null) {
    const fits = likenesses.find((likeness) => finder.isAt(block, likeness, statedAt))
    if (fits) return { hunk, place: statedAt, likeness: fits }
  }
  let from = options.form === 'envelope' ? cursor : 0
  if (typeof hunk.heading === 'string') {
    const heading = headingPlace(finder, hunk.heading, from, options)
    if ('problem' in heading) return heading
    from = heading.place + 1
  }
  return (
    blockPlace(finder, hunk, block, from, options) ??
    withoutTrailingBlank(finder, hunk, from, options) ??
    notFound(finder, block)
  )
}

function insertionPlace(
  finder: LineFinder,
  hunk: Hunk,
  { form, lenient }: Options,
): Placed | Omit<TextProblem, 'hunk'> {
  const { length } = finder.lines
  if (form === 'diff') {
    const place = length === 0 ? 0 : hunk.statedAt
    if (place !== null && place <= length) return { hunk, place, likeness: 'ends' }
    return { problem: 'text_not_found', message: 'The hunk has no context, and the file has no such line.' }
  }
  if (typeof hunk.heading === 'string' && !lenient)
    return { problem: 'text_not_found', message: 'Say where the lines go: give a line of context below or above them.' }
  return { hunk, place: length, likeness: 'ends' }
}

/** The line that a chunk names above itself. */
function headingPlace(
  finder: LineFinder,
  heading: string,
  from: number,
  { lenient }: Options,
): { readonly place: number } | Omit<TextProblem, 'hunk'> {
  const likenesses = lenient ? lenientLikenesses : strictLikenesses
  for (const likeness of likenesses.slice(1)) {
    const places = finder.placesOf([heading], likeness, from)
    if (places.length > 1 && !lenient)
      return {
        problem: 'text_ambiguous' as const,
        message: `The line "${heading}" is there several times.`,
        places: places.map((place) => place + 1),
      }
    if (places[0] !== undefined) return { place: places[0] }
  }
  return {
    problem: 'text_not_found' as const,
    message: `The line "${heading}" is not there.`,
    nearest: finder.nearest([heading]),
  }
}

function blockPlace(
  finder: LineFinder,
  hunk: Hunk,
  block: readonly string[],
  from: number,
  { lenient }: Options,
): Placed | Omit<TextProblem, 'hunk'> | undefined {
  const likenesses = lenient ? lenientLikenesses : strictLikenesses
  const last = finder.lines.length - block.length
  for (const likeness of likenesses) {
    if (hunk.atEnd) {
      if (last >= from && finder.isAt(block, likeness, last)) return { hunk, place: last, likeness }
      continue
    }
    const places = finder.placesOf(block, likeness, from)
    const [first] = places
    if (first === undefined) continue
    // Behind a heading the first place is the one that is meant.
    if (places.length === 1 || lenient || typeof hunk.heading === 'string') return { hunk, place: first, likeness }
    return {
      problem: 'text_ambiguous' as const,
      message: `The lines of the hunk are there ${places.length} times; give more context.`,
      places: places.slice(0, 100).map((place) => place + 1),
    }
  }
  if (!hunk.atEnd || !lenient) return undefined
  return blockPlaceAnywhere(finder, hunk, block, from)
}

function blockPlaceAnywhere(
  finder: LineFinder,
  hunk: Hunk,
  block: readonly string[],
  from: number,
): Placed | undefined {
  for (const likeness of lenientLikenesses) {
    const [place] = finder.placesOf(block, likeness, from)
    if (place !== undefined) return { hunk, place, likeness }
  }
  return undefined
}

/** An empty line before the next marker of an envelope is often one too many. */
function withoutTrailingBlank(
  finder: LineFinder,
  hunk: Hunk,
  from: number,
  options: Options,
): ReturnType<typeof blockPlace> {
  const last = hunk.lines.at(-1)
  if (options.form !== 'envelope' || last?.tag !== ' ' || last.text.trim() !== '') return undefined
  const shorter: Hunk = { ...hunk, lines: hunk.lines.slice(0, -1) }
  const block = oldLinesOf(shorter)
  return block.length === 0 ? undefined : blockPlace(finder, shorter, block, from, options)
}

const notFound = (finder: LineFinder, block: readonly string[]): Omit<TextProblem, 'hunk'> => ({
  problem: 'text_not_found',
  message: 'The lines of the hunk are not there.',
  nearest: finder.nearest(block),
})

function rebuilt(lines: readonly string[], placed: readonly Placed[], { form, lenient, usualEnd }: Options): string {
  const result: string[] = []
  let at = 0
  for (const { hunk, place, likeness } of placed) {
    for (; at < place; at++) result.push(lines[at] ?? '')
    at = pushHunk(result, lines, { hunk, place, likeness }, usualEnd)
  }
  for (; at < lines.length; at++) result.push(lines[at] ?? '')
  return joined(result, lines, {
    envelopeEnd: form === 'envelope' && lenient,
    exact: placed.every(({ likeness }) => likeness === 'exact'),
  })
}

/** Kept lines stay as the file has them; new ones end as the lines they replace, or as their neighbours. */
function pushHunk(
  result: string[],
  lines: readonly string[],
  { hunk, place, likeness }: Placed,
  usualEnd: string | undefined,
): number {
  let at = place
  let replaced: string[] = []
  for (const { tag, text } of hunk.lines) {
    if (tag === '+') {
      const like = replaced.shift() ?? lines[at] ?? lines[at - 1] ?? result.at(-1)
      result.push(
        likeness === 'exact' ? text : usualEnd === undefined ? ended(text, like) : withoutEnd(text) + usualEnd,
      )
      continue
    }
    const line = lines[at] ?? ''
    if (tag === '-') replaced.push(line)
    else {
      replaced = []
      result.push(line)
    }
    at++
  }
  return at
}

/** A line with the end of another one; a line that the patch leaves open stays so. */
function ended(text: string, like: string | undefined): string {
  if (endOfLine(text) === '') return text
  const end = like === undefined ? '\n' : endOfLine(like) || '\n'
  return endOfLine(text) === '\r\n' ? text : withoutEnd(text) + end
}

/** Lines that had no end and are now in the middle get one; a file that had no last end stays without. */
function joined(
  result: readonly string[],
  before: readonly string[],
  { envelopeEnd, exact }: { envelopeEnd: boolean; exact: boolean },
): string {
  const usual = before.find((line) => line.endsWith('\n'))
  const end = usual === undefined ? '\n' : endOfLine(usual)
  const closed = result.map((line, at) => (at < result.length - 1 && !/[\r\n]$/.test(line) ? line + end : line))
  const last = closed.at(-1)
  if (last === undefined || exact) return closed.join('')
  const wasOpen = before.length > 0 && endOfLine(before.at(-1) ?? '') === ''
  if (envelopeEnd) closed[closed.length - 1] = endOfLine(last) === '' ? last + end : last
  else if (wasOpen) closed[closed.length - 1] = withoutEnd(last)
  return closed.join('')
}

/** What is left when the hunks of a deletion are applied must be nothing. */
export const deletesAll = (text: string, hunks: readonly Hunk[]): boolean => {
  const removed = hunks.flatMap(({ lines }) =>
    lines.filter(({ tag }: HunkLine) => tag === '-').map((line) => withoutEnd(line.text)),
  )
  const lines = splitLines(text).map(withoutEnd)
  return removed.length === lines.length && removed.every((line, at) => line === lines[at])
}
