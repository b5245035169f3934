/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Draws places of a list of `size` as people use words: the first often, the last hardly ever. */
export function zipf(size: number, exponent: number, random: () => number): () => number {
  const sums = new Float64Array(size)
  let total = 0
  for (let rank = 0; rank < size; rank++) sums[rank] = total += 1 / (rank + 1) ** exponent
  return () => {
    const wanted = random() * total
    let [low, high] = [0, size - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sums[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}

const onsets = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'f',
  'g',
  'gr',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pr',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
  'w',
  'z',
]
const rhymes = ['a', 'e', 'i', 'o', 'u', 'an', 'ar', 'en', 'er', 'in', 'is', 'on', 'or', 'un', 'ea', 'ou']

const syllable = (random: () => number) =>
  `${onsets[Math.floor(random() * onsets.length)]}${rhymes[Math.floor(random() * rhymes.length)]}`

/** So many different words that can be pronounced; the common ones come first and are short. */
export function vocabulary(size: number, random: () => number): string[] {
  const words = new Set<string>()
  while (words.size < size) {
    const syllables = 1 + Math.floor(random() * Math.min(4, 1.5 + words.size / 2_000))
    words.add(Array.from({ length: syllables }, () => syllable(random)).join(''))
  }
  return [...words]
}

/** Makes texts of words that are drawn as in real ones. */
export function textsFrom(random: () => number, words = vocabulary(20_000, random)): (length: number) => string {
  const draw = zipf(words.length, 1, random)
  return (length) => Array.from({ length }, () => words[draw()]).join(' ')
}
