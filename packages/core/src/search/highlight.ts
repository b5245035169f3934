import type { SearchTerm } from '@hydraflow/db'
import type { Range } from '../contract/index.ts'
import { wordsOf } from './words.ts'

type PlacedWord = Range & { word: string }

const snippetLength = 240
const snippetLead = 60
/** Words looked at to place a snippet: what matches only far below is shown from the top. */
const wordsSearched = 20_000

/** The stretches of a text that the terms match, in order, never overlapping. */
export function highlightsOf(text: string, terms: readonly SearchTerm[]): Range[] {
  return rangesIn([...wordsOf(text)], terms)
}

function rangesIn(words: readonly PlacedWord[], terms: readonly SearchTerm[]): Range[] {
  const wanted = terms.filter((term) => !term.excluded)
  const ranges: Range[] = []
  for (let at = 0; at < words.length; at++) {
    const length = Math.max(0, ...wanted.filter((term) => matchesAt(words, at, term)).map((term) => term.words.length))
    const [first, last] = [words[at], words[at + length - 1]]
    if (length === 0 || !first || !last) continue
    ranges.push({ start: first.start, end: last.end })
    at += length - 1
  }
  return ranges
}

function matchesAt(words: readonly PlacedWord[], at: number, { words: wanted, prefix }: SearchTerm): boolean {
  return wanted.every((word, offset) => {
    const found = words[at + offset]?.word
    const mayGoOn = prefix && offset === wanted.length - 1
    return mayGoOn ? found?.startsWith(word) : found === word
  })
}

/** The part of a long text around its first match, with the matches in it. */
export function snippetOf(text: string, terms: readonly SearchTerm[]): { snippet: string; ranges: Range[] } {
  const words: PlacedWord[] = []
  for (const word of wordsOf(text)) if (words.push(word) >= wordsSearched) break
  const first = rangesIn(words, terms)[0]
  const wordBefore = words.find(({ start }) => first && start >= first.start - snippetLead)
  const start = first && first.end > snippetLength ? (wordBefore?.start ?? 0) : 0
  const cut = wellFormed(text.slice(start, start + snippetLength))
  const snippet = `${start > 0 ? '… ' : ''}${cut}${start + snippetLength < text.length ? ' …' : ''}`
  return { snippet, ranges: highlightsOf(snippet, terms) }
}

/** A cut may fall inside a pair of surrogates. */
const wellFormed = (text: string) => text.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '')
