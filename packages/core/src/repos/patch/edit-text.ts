import type { PatchProblem } from '../../contract/index.ts'
import type { Effort } from './effort.ts'
import { Finder } from './find-lines.ts'
import { findText } from './find-text.ts'
import { Lines } from './lines.ts'
import type { Edit } from './operation.ts'
import { problemAt, shown } from './patch-problem.ts'
import { type PatchedText, type Target, patchedText } from './patched-text.ts'

const maxPlaces = 20
const maxReplacements = 1_000_000
const maxLength = 64 * 1024 * 1024
/** Looking for what is alike costs more than looking for what is the same, so it is done for the first failures only. */
const maxNearest = 20
const maxNearestText = 4 * 1024 * 1024
/** What takes longer than to look through a letter, in letters. */
const perPlace = 64
const perLetterOfLines = 24

/** A stretch of the text and what comes in its place. */
interface Splice {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Makes edits one after the other. Each text must be there exactly once, unless it is to be replaced everywhere. A text
 * that is not there as it stands is looked for without regard to how its lines end; the file's lines keep their ends.
 */
export function editText(
  text: string,
  edits: readonly Edit[],
  { path, effort }: Pick<Target, 'path' | 'effort'>,
): PatchedText {
  const problems: PatchProblem[] = []
  const flatten = remembering((whole) => {
    effort.spend(whole.length * perLetterOfLines)
    return withLineFeeds(whole)
  })
  let edited = text
  for (const [index, edit] of edits.entries()) {
    effort.spend(edited.length)
    const found = splicesOf(edited, edit, flatten)
    if (Array.isArray(found)) {
      effort.spend(edited.length + found.length * perPlace)
      edited = spliced(edited, found)
    } else {
      const nearest =
        found.problem === 'text_not_found' && problems.length < maxNearest ? nearestOf(edited, edit, effort) : null
      problems.push(
        problemAt(path, index + 1, found.problem, `Edit ${index + 1}: ${found.message}`, { ...found, nearest }),
      )
      // What is too large now would only be searched in vain.
      if (found.problem === 'invalid') break
    }
  }
  return patchedText(edited, problems)
}

type Failure = Pick<PatchProblem, 'problem' | 'message'> & { readonly places?: number[] }

/** Remembers the last answer: an edit that fails leaves the text as it was. */
function remembering(act: (text: string) => string): (text: string) => string {
  let last: { readonly text: string; readonly answer: string } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, answer: act(text) }
    return last.answer
  }
}

function splicesOf(text: string, edit: Edit, flatten: (text: string) => string): Splice[] | Failure {
  const exact = placesOf(text, edit.oldText, edit)
  // A line feed alone is no half of the end of another line.
  const splitsEnd = edit.oldText.startsWith('\n') && exact.some((place) => place > 0 && text[place - 1] === '\r')
  if (exact.length > 0 && !splitsEnd) return checked(text, edit, exact, () => exactSplices(text, edit, exact))
  const [flat, oldText] = [flatten(text), withLineFeeds(edit.oldText)]
  if (flat.length !== text.length || oldText !== edit.oldText) {
    const places = placesOf(flat, oldText, edit)
    if (places.length > 0) return checked(flat, edit, places, () => looseSplices(text, edit, places, oldText.length))
  }
  return { problem: 'text_not_found', message: `${shown(edit.oldText)} is not in the file.` }
}

const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n')

const placesOf = (text: string, wanted: string, { replaceAll }: Edit): number[] =>
  replaceAll ? findText(text, wanted, maxReplacements + 1, { apart: true }) : findText(text, wanted, maxPlaces)

function checked(text: string, edit: Edit, places: readonly number[], splices: () => Splice[]): Splice[] | Failure {
  if (!edit.replaceAll && places.length > 1) {
    const message = `${shown(edit.oldText)} is in the file more than once; show more of what is around it, or use replaceAll.`
    return { problem: 'text_ambiguous', message, places: linesAt(text, places) }
  }
  const length = text.length + (edit.newText.length - edit.oldText.length) * places.length
  if (places.length > maxReplacements || length > maxLength) {
    const message = `${shown(edit.oldText)} cannot be replaced so often: the file would become too large.`
    return { problem: 'invalid', message }
  }
  return splices()
}

function exactSplices(text: string, { oldText, newText }: Edit, places: readonly number[]): Splice[] {
  const isEnded = newText.includes('\n') && !newText.includes('\r\n') && !oldText.includes('\n')
  if (!isEnded) return places.map((from) => ({ from, to: from + oldText.length, text: newText }))
  // Lines that come into the middle of a line end as that line does.
  const lineEnds = new LineEnds(text)
  const returned = newText.replaceAll('\n', '\r\n')
  return places.map((from) => ({
    from,
    to: from + oldText.length,
    text: lineEnds.after(from) === '\r\n' ? returned : newText,
  }))
}

function looseSplices(text: string, { newText }: Edit, places: readonly number[], length: number): Splice[] {
  const lineEnds = new LineEnds(text)
  const lines = new Lines(withLineFeeds(newText))
  const original = originalPlaces(text)
  return places.map((place) => {
    const from = original(place)
    const to = original(place + length)
    return { from, to, text: endedAs(new Lines(text.slice(from, to)), lines, lineEnds.after(from)) }
  })
}

/** New lines with the ends of those they replace: lines that stay keep theirs, counted from both ends. */
function endedAs(old: Lines, lines: Lines, near: string): string {
  const shorter = Math.min(old.count, lines.count)
  let suffix = 0
  while (suffix < shorter && old.body(old.count - 1 - suffix) === lines.body(lines.count - 1 - suffix)) suffix++
  const parts: string[] = []
  for (let line = 0; line < lines.count; line++) {
    const left = lines.count - line
    const match = left <= suffix ? old.count - left : Math.min(line, old.count - suffix - 1)
    parts.push(lines.body(line), lines.end(line) === '' ? '' : (match >= 0 && old.end(match)) || near)
  }
  return parts.join('')
}

/** Turns places of a text with line feeds alone into those of the text it came from; places are asked for in order. */
function originalPlaces(text: string): (place: number) => number {
  let passed = 0
  let next = text.indexOf('\r\n')
  return (place) => {
    while (next >= 0 && next - passed < place) {
      passed++
      next = text.indexOf('\r\n', next + 2)
    }
    return place + passed
  }
}

/** How the line at a place ends, or else the one before it; places are asked for in order. */
class LineEnds {
  readonly #text: string
  #feed = -1

  constructor(text: string) {
    this.#text = text
  }

  after(place: number): '\r\n' | '\n' {
    if (this.#feed < place && this.#feed < this.#text.length) {
      const feed = this.#text.indexOf('\n', place)
      this.#feed = feed < 0 ? this.#text.length : feed
    }
    const feed = this.#feed < this.#text.length ? this.#feed : this.#text.lastIndexOf('\n')
    return feed > 0 && this.#text[feed - 1] === '\r' ? '\r\n' : '\n'
  }
}

function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = []
  let at = 0
  for (const { from, to, text: added } of splices) {
    parts.push(text.slice(at, from), added)
    at = to
  }
  parts.push(text.slice(at))
  return parts.join('')
}

/** The lines of some places, from 1; each line once. */
function linesAt(text: string, places: readonly number[]): number[] {
  const lines = new Set<number>()
  let line = 1
  let feed = text.indexOf('\n')
  for (const place of places) {
    for (; feed >= 0 && feed < place; feed = text.indexOf('\n', feed + 1)) line++
    lines.add(line)
  }
  return [...lines]
}

function nearestOf(text: string, { oldText }: Edit, effort: Effort): PatchProblem['nearest'] {
  if (text.length > maxNearestText || !effort.spare(text.length * perLetterOfLines)) return null
  const old = new Lines(oldText)
  const block = Array.from({ length: Math.min(old.count, 1_000) }, (_, line) => old.whole(line))
  return new Finder(new Lines(text), new Set(block)).nearest(block)
}
