import type { PatchProblem } from '../../contract/index.ts'
import type { Lines } from './lines.ts'

/** How a line of a file is compared with a line that is looked for, from strict to loose. `whole` includes its end. */
export type Comparison = 'whole' | 'body' | 'trimEnd' | 'trim' | 'plain'

const dashes = /[\u2010-\u2015\u2212]/g
const quotes = /[\u2018-\u201B]/g
const doubleQuotes = /[\u201C-\u201F]/g
const spaces = /[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g

const plain = (line: string): string =>
  line.trim().replace(dashes, '-').replace(quotes, "'").replace(doubleQuotes, '"').replace(spaces, ' ')

const normalise: Record<Exclude<Comparison, 'whole'>, (body: string) => string> = {
  body: (body) => body,
  trimEnd: (body) => body.trimEnd(),
  trim: (body) => body.trim(),
  plain,
}

/** What all searches in one file may cost together: comparisons of lines. Far more than any honest patch needs. */
const workLimit = 100_000_000

/** What all attempts to say what comes closest may cost: they are a courtesy. */
const nearestLimit = 40_000_000

const maxPlaces = 20
const maxNearestLines = 20
const maxNearestText = 2_000

interface Index {
  /** What each line of the file is called; 0 for lines that nobody looks for. */
  readonly names: Int32Array
  readonly nameOf: ReadonlyMap<string, number>
  readonly occurs: Uint8Array
}

/**
 * Finds blocks of lines in a file. All lines that will be looked for are named when the finder is made, so that the file
 * is read once per comparison and a search compares numbers.
 */
export class Finder {
  readonly #lines: Lines
  readonly #wanted: ReadonlySet<string>
  readonly #indexes = new Map<Comparison, Index>()
  #work = 0
  #nearestWork = 0

  /** `wanted` are lines as the comparison `whole` takes them. */
  constructor(lines: Lines, wanted: ReadonlySet<string>) {
    this.#lines = lines
    this.#wanted = wanted
  }

  /** The search was given up: the patch asks for more than can be compared in a sensible time. */
  get exhausted(): boolean {
    return this.#work > workLimit
  }

  fits(block: readonly string[], comparison: Comparison, at: number): boolean {
    if (at < 0 || at + block.length > this.#lines.count) return false
    const wanted = this.#namesOf(block, comparison)
    const { names } = this.#index(comparison)
    return wanted !== null && wanted.every((name, line) => names[at + line] === name)
  }

  /** Where the block is, from a line on: the first places, at most `limit`. */
  places(block: readonly string[], comparison: Comparison, from = 0, limit = maxPlaces): number[] {
    const wanted = this.#namesOf(block, comparison)
    if (wanted === null || block.length === 0 || this.exhausted) return []
    const { names } = this.#index(comparison)
    const borders = bordersOf(wanted)
    const first = wanted[0] ?? 0
    const found: number[] = []
    let held = 0
    let line = from
    for (; line < names.length && found.length < limit; line++) {
      if (held === 0) line = indexFrom(names, first, line)
      while (held > 0 && names[line] !== wanted[held]) held = borders[held - 1] ?? 0
      if (names[line] === wanted[held]) held++
      if (held < wanted.length) continue
      found.push(line - held + 1)
      held = borders[held - 1] ?? 0
    }
    this.#work += line - from + wanted.length
    return found
  }

  /** The stretch of the file that has most lines of the block where the block has them, or else the most alike line. */
  nearest(block: readonly string[]): PatchProblem['nearest'] {
    if (this.#lines.count === 0 || block.length === 0 || this.#nearestWork > nearestLimit) return null
    const at = this.#mostShared(block) ?? this.#mostAlike(block)
    if (at === null) return null
    const end = Math.min(at + Math.min(block.length, maxNearestLines), this.#lines.count)
    return { line: at + 1, text: this.#lines.slice(at, end).slice(0, maxNearestText).toWellFormed() }
  }

  #mostShared(block: readonly string[]): number | null {
    const { names, nameOf, occurs } = this.#index('trim')
    const placesOf = new Map<number, number[]>()
    block.slice(0, 200).forEach((line, place) => {
      const key = keyOf(line, 'trim')
      const name = key.length < 3 ? undefined : nameOf.get(key)
      if (name === undefined || !occurs[name]) return
      const places = placesOf.get(name) ?? []
      if (places.length < 4) placesOf.set(name, [...places, place])
    })
    if (placesOf.size === 0) return null
    this.#nearestWork += names.length
    const scores = new Uint16Array(names.length)
    let best = 0
    names.forEach((name, line) => {
      for (const place of placesOf.get(name) ?? []) {
        const start = Math.max(line - place, 0)
        scores[start] = (scores[start] ?? 0) + 1
        if ((scores[start] ?? 0) > (scores[best] ?? 0)) best = start
      }
    })
    return best
  }

  /** By the letters that the longest of the first lines shares with a line; only in files of a size that people read. */
  #mostAlike(block: readonly string[]): number | null {
    if (this.#lines.count > 20_000 || this.#lines.text.length > 2_000_000) return null
    const first = block.slice(0, 50).map((line) => line.slice(0, 500))
    const longest = Math.max(...first.map((line) => line.trim().length))
    const place = first.findIndex((line) => line.trim().length === longest)
    const wanted = piecesOf(first[place] ?? '')
    if (wanted.size === 0) return null
    this.#nearestWork += this.#lines.count * 100
    let best = -1
    let bestScore = 0.34
    for (let line = 0; line < this.#lines.count; line++) {
      const there = piecesOf(this.#lines.body(line).slice(0, 500))
      let shared = 0
      for (const piece of there) if (wanted.has(piece)) shared++
      const score = (2 * shared) / (wanted.size + there.size)
      if (score > bestScore) {
        bestScore = score
        best = line
      }
    }
    return best < 0 ? null : Math.max(best - place, 0)
  }

  /** Null when a line of the block is nowhere in the file. */
  #namesOf(block: readonly string[], comparison: Comparison): number[] | null {
    const { nameOf, occurs } = this.#index(comparison)
    const names: number[] = []
    this.#work += block.length
    for (const line of block) {
      const name = nameOf.get(keyOf(line, comparison))
      if (name === undefined || !occurs[name]) return null
      names.push(name)
    }
    return names
  }

  #index(comparison: Comparison): Index {
    const known = this.#indexes.get(comparison)
    if (known) return known
    const nameOf = new Map<string, number>()
    for (const line of this.#wanted) {
      const key = keyOf(line, comparison)
      if (!nameOf.has(key)) nameOf.set(key, nameOf.size + 1)
    }
    const names = new Int32Array(this.#lines.count)
    const occurs = new Uint8Array(nameOf.size + 1)
    for (let line = 0; line < names.length; line++) {
      const key = comparison === 'whole' ? this.#lines.whole(line) : normalise[comparison](this.#lines.body(line))
      const name = nameOf.get(key) ?? 0
      names[line] = name
      occurs[name] = 1
    }
    const index = { names, nameOf, occurs }
    this.#indexes.set(comparison, index)
    return index
  }
}

/** Where a name stands, or else the end. */
function indexFrom(names: Int32Array, name: number, from: number): number {
  const at = names.indexOf(name, from)
  return at < 0 ? names.length : at
}

const keyOf = (whole: string, comparison: Comparison): string =>
  comparison === 'whole' ? whole : normalise[comparison](bodyOf(whole))

/** A line without its end. */
function bodyOf(whole: string): string {
  if (whole.endsWith('\r\n')) return whole.slice(0, -2)
  return whole.endsWith('\n') || whole.endsWith('\r') ? whole.slice(0, -1) : whole
}

/** Pairs of letters, as they stand beside each other. */
function piecesOf(line: string): Set<string> {
  const pieces = new Set<string>()
  const text = line.trim().toLowerCase()
  for (let at = 0; at + 1 < text.length; at++) pieces.add(text.slice(at, at + 2))
  return pieces
}

/** Knuth, Morris and Pratt: how much of the block's beginning each of its beginnings ends with. */
export function bordersOf(block: ArrayLike<number>): Int32Array {
  const borders = new Int32Array(block.length)
  let held = 0
  for (let at = 1; at < block.length; at++) {
    while (held > 0 && block[at] !== block[held]) held = borders[held - 1] ?? 0
    if (block[at] === block[held]) held++
    borders[at] = held
  }
  return borders
}
