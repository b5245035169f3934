import type { PatchProblem } from '../../contract/index.ts'
import { type Comparison, Finder } from './find-lines.ts'
import { Lines } from './lines.ts'
import type { Hunk } from './operation.ts'
import { problemAt } from './patch-problem.ts'
import { type PatchedText, type Target, patchedText } from './patched-text.ts'
import { type Replacement, hunksOf, oldLines, replaceLines, replacementsOf } from './replace-lines.ts'

const strictly: readonly Comparison[] = ['whole', 'body']
const loosely: readonly Comparison[] = ['whole', 'body', 'trimEnd', 'trim', 'plain']

type Found =
  | { readonly at: number; readonly comparison: Comparison }
  | Pick<PatchProblem, 'problem' | 'message' | 'places' | 'nearest'>

/**
 * Applies the hunks of a unified diff. Line numbers are a hint: what does not fit there is looked for in the whole file,
 * and must be there once. Lenient takes the first place behind the hunk before, and forgives spaces and quotes.
 */
export function applyHunks(text: string, hunks: readonly Hunk[], { path, mode }: Target): PatchedText {
  const lines = new Lines(text)
  let finder: Finder | undefined
  const finding = () => (finder ??= new Finder(lines, new Set(hunks.flatMap((hunk) => oldLines(hunk.lines)))))
  const replacements: Replacement[][] = []
  const problems: PatchProblem[] = []
  let floor = 0
  hunks.forEach((hunk, index) => {
    const size = oldSize(hunk)
    const found = findHunk({ lines, finding, hunk, size, floor, mode })
    if ('problem' in found) {
      problems.push(problemAt(path, index + 1, found.problem, `Hunk ${index + 1}: ${found.message}`, found))
      return
    }
    floor = found.at + size
    replacements.push(replacementsOf(lines, hunk.lines, found.at, { exact: found.comparison === 'whole' }))
  })
  if (problems.length > 0) return patchedText('', problems)
  const all = replacements.flat()
  return { ok: true, text: replaceLines(lines, all), hunks: hunksOf(all) }
}

interface Search {
  readonly lines: Lines
  /** Reads all lines, which a hunk that fits where it says has no need of. */
  readonly finding: () => Finder
  readonly hunk: Hunk
  /** How many lines must be there. */
  readonly size: number
  /** Where the hunk before ends. */
  readonly floor: number
  readonly mode: Target['mode']
}

const oldSize = ({ lines }: Hunk): number => lines.reduce((size, { kind }) => (kind === '+' ? size : size + 1), 0)

function findHunk(search: Search): Found {
  const { lines, hunk, size, floor } = search
  if (size === 0) return insertionPlace(search)
  // A hunk that shows the end of the file can only stand there.
  const end = hunk.lines.some(({ open }) => open) ? lines.count - size : null
  const stated = end ?? hunk.start
  if (stated === null || !standsAt(search, stated)) return lookedFor(search, stated, end)
  return stated < floor ? overlaps : { at: stated, comparison: 'whole' }
}

/** Finds a hunk that does not stand to the letter where it says. */
function lookedFor(search: Search, stated: number | null, end: number | null): Found {
  const { finding, hunk, floor, mode } = search
  const finder = finding()
  const block = oldLines(hunk.lines)
  for (const comparison of strictly) {
    if (stated === null || !finder.fits(block, comparison, stated)) continue
    return stated < floor ? overlaps : { at: stated, comparison }
  }
  if (end === null) {
    const found = mode === 'strict' ? onlyPlace(search, block) : firstPlace(search, block)
    if (found) return found
  } else if (mode === 'lenient' && end >= floor) {
    const comparison = loosely.find((one) => finder.fits(block, one, end))
    if (comparison) return { at: end, comparison }
  }
  const message = finder.exhausted
    ? 'The file is too large to look for so many lines; give the right line numbers.'
    : end === null
      ? 'Its lines are not in the file.'
      : 'Its lines are not at the end of the file.'
  return { problem: 'text_not_found', message, places: [], nearest: finder.nearest(block) }
}

/** True if the lines that the hunk expects, ends and all, are the lines from there on. */
function standsAt({ lines, hunk, size }: Search, at: number): boolean {
  if (at < 0 || at + size > lines.count) return false
  const whole = lines.text
  let place = lines.start(at)
  for (const { kind, text, open } of hunk.lines) {
    if (kind === '+') continue
    if (!whole.startsWith(text, place)) return false
    place += text.length
    if (open ? place !== whole.length : whole.charCodeAt(place++) !== lineFeed) return false
  }
  return true
}

const lineFeed = 10

const overlaps: Found = {
  problem: 'overlaps',
  message: 'It fits only before or inside the hunk above it.',
  places: [],
  nearest: null,
}

function onlyPlace({ finding, floor }: Search, block: readonly string[]): Found | null {
  const finder = finding()
  for (const comparison of strictly) {
    const places = finder.places(block, comparison)
    const [at, second] = places
    if (at === undefined) continue
    if (second === undefined) return at < floor ? overlaps : { at, comparison }
    const message = 'Its lines are in the file more than once, and not where the hunk says; show more of them.'
    return { problem: 'text_ambiguous', message, places: places.map((place) => place + 1), nearest: null }
  }
  return null
}

function firstPlace({ finding, floor }: Search, block: readonly string[]): Found | null {
  const finder = finding()
  for (const comparison of loosely) {
    const [at] = finder.places(block, comparison, floor, 1)
    if (at !== undefined) return { at, comparison }
  }
  return null
}

/** Lines that are put in without showing what is around them go where the numbers say. */
function insertionPlace({ lines, hunk, floor }: Search): Found {
  const at = lines.count === 0 ? 0 : hunk.start
  const saysEnd = hunk.lines.some(({ open }) => open)
  if (at === null || at > lines.count || (saysEnd && at < lines.count)) {
    const message =
      at === null
        ? 'It does not say where its lines go.'
        : `The file has ${lines.count} lines, so they cannot go after line ${at}.`
    return { problem: 'text_not_found', message, places: [], nearest: null }
  }
  if (at < floor) return overlaps
  // There is no line to tell how the new ones should end, unless they say it themselves.
  const exact = lines.count === 0 || hunk.lines.some(({ text }) => text.endsWith('\r'))
  return { at, comparison: exact ? 'whole' : 'body' }
}
