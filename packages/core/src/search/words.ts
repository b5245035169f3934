import type { Range } from '../contract/index.ts'

/** A word of a text: folded, and where it stands. */
interface Word extends Range {
  readonly word: string
}

/** Longer runs are no words a person would search for; they are cut. */
const longestWord = 64
/** Signs of which a word is made: Unicode puts the marks on one letter in order, and takes minutes for a million. */
const longestRun = 16 * longestWord

const asciiWord = /[a-z0-9]+/g
const anyWord = /[\p{L}\p{N}\p{M}]+/gu
/** Scripts that write no spaces: each character is a word, and a query of several is a phrase. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const unspacedOrRun = new RegExp(`${unspaced.source}\\p{M}*|(?:(?!${unspaced.source})[\\p{L}\\p{N}\\p{M}])+`, 'gu')
const isAscii = (text: string) => !/[^\p{ASCII}]/u.test(text)

/** Texts say the same few words again and again. */
const folds = new Map<string, string>()
const mostFolds = 20_000

/** Case, accents and width do not matter: `Café`, `CAFÉ` and `cafe` are one word. */
function fold(run: string): string {
  const word = run.slice(0, longestRun)
  const known = folds.get(word)
  if (known !== undefined) return known
  const plain = isAscii(word) ? word : word.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC').toUpperCase()
  // NFKD can leave signs that are no letters, as in ½: they part words here as everywhere.
  const folded = plain
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, longestWord)
    .toWellFormed()
  if (folds.size >= mostFolds) folds.clear()
  folds.set(word, folded)
  return folded
}

/**
 * The words of a text in order. The one tokenizer: index, query and highlights all use it, on either engine.
 */
export function* wordsOf(text: string): Generator<Word> {
  for (const run of text.matchAll(anyWord)) {
    const parts = unspaced.test(run[0]) ? run[0].matchAll(unspacedOrRun) : [{ 0: run[0], index: 0 }]
    for (const part of parts) {
      const word = fold(part[0])
      const start = run.index + part.index
      if (word) yield { word, start, end: start + part[0].length }
    }
  }
}

/** A text as the index takes it: folded words, a space between them. */
export function indexText(text: string): string {
  if (isAscii(text))
    return (text.toLowerCase().match(asciiWord) ?? []).map((word) => word.slice(0, longestWord)).join(' ')
  return Array.from(wordsOf(text), ({ word }) => word).join(' ')
}

/** The words a person knows of a URL: host without `www.`, path and query, percent signs decoded. */
export function urlText(url: string): string {
  const bare = url.replace(/^https?:\/\/(www\.)?/i, '')
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
  }
}
