import { LineFinder } from './find-lines.ts'
import type { Edit } from './patch-step.ts'
import type { TextProblem } from './problems.ts'
import { splitLines } from './text-file.ts'

type Edited = { readonly text: string } | { readonly problems: TextProblem[] }

/** Replaces texts one after the other. Each must be there exactly once, or is replaced wherever it is. */
export function editText(text: string, edits: readonly Edit[]): Edited {
  let now = text
  const problems: TextProblem[] = []
  for (const [at, edit] of edits.entries()) {
    const places = placesOf(now, edit.oldText)
    if (places.length === 1 || (places.length > 1 && edit.replaceAll)) now = replaced(now, places, edit)
    else problems.push({ hunk: at + 1, ...problemOf(now, edit, places) })
  }
  return problems.length > 0 ? { problems } : { text: now }
}

interface Place {
  readonly start: number
  readonly end: number
}

/** Where a text is, without overlaps; line ends of an LF text also match those of a CRLF file. */
function placesOf(text: string, wanted: string): Place[] {
  const exact = exactPlaces(text, wanted)
  if (exact.length > 0 || !wanted.includes('\n') || !text.includes('\r\n')) return exact
  return placesAcrossEnds(text, wanted.replaceAll('\r\n', '\n'))
}

function exactPlaces(text: string, wanted: string): Place[] {
  const places: Place[] = []
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length))
    places.push({ start: at, end: at + wanted.length })
  return places
}

function placesAcrossEnds(text: string, wanted: string): Place[] {
  // Where each carriage return was taken out of the text that is searched.
  const removed: number[] = []
  const plain = text.replaceAll('\r\n', (_, at: number) => {
    removed.push(at - removed.length)
    return '\n'
  })
  const original = (at: number) => at + countBelow(removed, at)
  return exactPlaces(plain, wanted).map(({ start, end }) => ({ start: original(start), end: original(end) }))
}

/** How many of the ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}

function replaced(text: string, places: readonly Place[], { oldText, newText }: Edit): string {
  const parts: string[] = []
  let from = 0
  const saysEnds = oldText.includes('\r\n') || newText.includes('\r\n')
  for (const { start, end } of places) {
    parts.push(text.slice(from, start), saysEnds ? newText : endedAsAt(text, start, newText))
    from = end
  }
  parts.push(text.slice(from))
  return parts.join('')
}

/** New lines end as the line does in which they begin, or in a last line as the one before. */
function endedAsAt(text: string, at: number, newText: string): string {
  if (!newText.includes('\n')) return newText
  const next = text.indexOf('\n', at)
  const newline = next === -1 ? text.lastIndexOf('\n', at) : next
  return newline > 0 && text[newline - 1] === '\r' ? newText.replaceAll('\n', '\r\n') : newText
}

function problemOf(text: string, { oldText }: Edit, places: readonly Place[]): Omit<TextProblem, 'hunk'> {
  if (places.length === 0) {
    const nearest = new LineFinder(splitLines(text)).nearest(splitLines(oldText))
    return { problem: 'text_not_found', message: 'The text to replace is not there.', nearest }
  }
  return {
    problem: 'text_ambiguous',
    message: `The text to replace is there ${places.length} times; give more of it, or replaceAll.`,
    places: linesAt(text, places.slice(0, 100)),
  }
}

function linesAt(text: string, places: readonly Place[]): number[] {
  let [line, from] = [1, 0]
  return places.map(({ start }) => {
    for (let at = text.indexOf('\n', from); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) {
      line++
      from = at + 1
    }
    return line
  })
}
