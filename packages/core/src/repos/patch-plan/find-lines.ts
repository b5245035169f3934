import { withoutEnd } from './text-file.ts'

/** How alike two lines must be, from exact to loose. */
export type Likeness = 'exact' | 'ends' | 'trailing' | 'spaces' | 'plain'

const dashes = /[\u2010-\u2015\u2212]/g
const singleQuotes = /[\u2018-\u201b]/g
const doubleQuotes = /[\u201c-\u201f]/g
const oddSpaces = /[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g

const keyOf: Record<Likeness, (line: string) => string> = {
  exact: (line) => line,
  ends: withoutEnd,
  trailing: (line) => line.trimEnd(),
  spaces: (line) => line.trim(),
  plain: (line) =>
    line
      .replaceAll(dashes, '-')
      .replaceAll(singleQuotes, "'")
      .replaceAll(doubleQuotes, '"')
      .replaceAll(oddSpaces, ' ')
      .trim(),
}

const mostVotes = 2_000
const mostLinesCompared = 20_000

/** The lines of a file, to look for others in. Each likeness is worked out when it is first asked for. */
export class LineFinder {
  readonly lines: readonly string[]
  readonly #keys = new Map<Likeness, { keys: string[]; places: Map<string, number[]> }>()

  constructor(lines: readonly string[]) {
    this.lines = lines
  }

  /** Where a block of lines begins, at or after `from`, in order; an empty block begins nowhere. */
  placesOf(block: readonly string[], likeness: Likeness, from = 0): number[] {
    if (block.length === 0) return []
    const { keys, places } = this.#keysOf(likeness)
    const wanted = block.map(keyOf[likeness])
    // The rarest line of the block says where to look.
    let rarest: { at: number; places: number[] } | undefined
    for (const [at, key] of wanted.entries()) {
      const found = places.get(key)
      if (!found) return []
      if (!rarest || found.length < rarest.places.length) rarest = { at, places: found }
    }
    const { at, places: candidates } = rarest as { at: number; places: number[] }
    return candidates
      .map((place) => place - at)
      .filter((start) => start >= from && wanted.every((key, offset) => keys[start + offset] === key))
  }

  isAt(block: readonly string[], likeness: Likeness, place: number): boolean {
    if (place < 0 || place + block.length > this.lines.length) return false
    const key = keyOf[likeness]
    return block.every((line, offset) => key(line) === key(this.lines[place + offset] ?? ''))
  }

  /** The lines that come closest to a block, so that whoever made it can see what is there; null when nothing does. */
  nearest(block: readonly string[]): { line: number; text: string } | null {
    const start = this.#mostVoted(block) ?? this.#mostSimilar(block)
    if (start === null) return null
    const first = Math.max(0, start)
    const text = this.lines.slice(first, first + Math.min(Math.max(block.length, 1), 20)).join('')
    return { line: first + 1, text: text.slice(0, 4_000) }
  }

  /** Each line that is somewhere votes for the place of the block that it speaks for. */
  #mostVoted(block: readonly string[]): number | null {
    const { places } = this.#keysOf('spaces')
    const votes = new Map<number, number>()
    for (const [offset, line] of block.entries()) {
      const key = keyOf.spaces(line)
      if (key === '') continue
      for (const place of (places.get(key) ?? []).slice(0, mostVotes))
        votes.set(place - offset, (votes.get(place - offset) ?? 0) + 1)
    }
    let best: { start: number; count: number } | null = null
    for (const [start, count] of votes) if (!best || count > best.count) best = { start, count }
    return best && best.start
  }

  #mostSimilar(block: readonly string[]): number | null {
    const offset = block.findIndex((line) => line.trim() !== '')
    const pairs = pairsOf(block[offset]?.trim() ?? '')
    let best: { place: number; score: number } | null = null
    for (const [place, line] of this.lines.slice(0, mostLinesCompared).entries()) {
      const score = similarity(pairs, line.trim())
      if (score >= 0.4 && (!best || score > best.score)) best = { place, score }
    }
    return best && best.place - Math.max(0, offset)
  }

  #keysOf(likeness: Likeness) {
    const known = this.#keys.get(likeness)
    if (known) return known
    const keys = this.lines.map(keyOf[likeness])
    const places = new Map<string, number[]>()
    for (const [at, key] of keys.entries()) {
      const found = places.get(key)
      if (found) found.push(at)
      else places.set(key, [at])
    }
    const made = { keys, places }
    this.#keys.set(likeness, made)
    return made
  }
}

const longestCompared = 200

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>()
  const cut = text.slice(0, longestCompared)
  for (let at = 0; at + 1 < cut.length; at++)
    pairs.set(cut.slice(at, at + 2), (pairs.get(cut.slice(at, at + 2)) ?? 0) + 1)
  return pairs
}

/** The coefficient of Dice over pairs of letters: 1 for the same text, 0 for nothing in common. */
function similarity(pairs: ReadonlyMap<string, number>, text: string): number {
  const others = pairsOf(text)
  let [common, all] = [0, 0]
  for (const [pair, count] of others) {
    common += Math.min(count, pairs.get(pair) ?? 0)
    all += count
  }
  for (const count of pairs.values()) all += count
  return all === 0 ? 0 : (2 * common) / all
}
