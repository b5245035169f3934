import type { Lines } from './lines.ts'

/** More lines in one place than chance would put there: from there on they are told apart by their text. */
const mostProbes = 8

/**
 * Gives lines numbers, the same to lines that are the same, from 0 on. Found by a hash of ours in a table of ours, because a
 * map of texts would make a string of every line first, which takes most of the time of a diff.
 */
export class LineNames {
  /** By their hash, the names counted from 1; 0 where there is none. */
  readonly #table: Int32Array
  readonly #mask: number
  readonly #byText = new Map<string, number>()
  /** The first line of each name. */
  readonly #first: { readonly lines: Lines; readonly line: number }[] = []

  /** For at most so many lines, so that half of the table stays empty. */
  constructor(mostLines: number) {
    this.#table = new Int32Array(2 ** Math.ceil(Math.log2(2 * mostLines + 2)))
    this.#mask = this.#table.length - 1
  }

  nameOf(lines: Lines, line: number): number {
    let place = hashOf(lines.text, lines.start(line), lines.start(line + 1)) & this.#mask
    for (let probe = 0; probe < mostProbes; probe++) {
      const name = (this.#table[place] ?? 0) - 1
      if (name < 0) {
        const made = this.#make(lines, line)
        this.#table[place] = made + 1
        return made
      }
      if (this.#is(name, lines, line)) return name
      place = (place + 1) & this.#mask
    }
    const text = lines.whole(line)
    const name = this.#byText.get(text) ?? this.#make(lines, line)
    this.#byText.set(text, name)
    return name
  }

  #make(lines: Lines, line: number): number {
    return this.#first.push({ lines, line }) - 1
  }

  #is(name: number, lines: Lines, line: number): boolean {
    const first = this.#first[name]
    return first !== undefined && isSameLine(first.lines, first.line, lines, line)
  }
}

/** True if a line of one text is to the letter, end included, a line of another. */
export function isSameLine(one: Lines, oneLine: number, other: Lines, otherLine: number): boolean {
  const [start, end] = [one.start(oneLine), one.start(oneLine + 1)]
  const shift = other.start(otherLine) - start
  if (other.start(otherLine + 1) - end !== shift) return false
  for (let at = start; at < end; at++) {
    if (one.text.charCodeAt(at) !== other.text.charCodeAt(at + shift)) return false
  }
  return true
}

/** Folded at the end, since the table looks at the low bits alone. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash ^ (hash >>> 15)
}
