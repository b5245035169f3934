import type { SearchTerm } from '@hydraflow/db'
import { SearchKind } from '../contract/index.ts'
import type { Micros } from '../kernel/time.ts'
import { wordsOf } from './words.ts'

/** What a person typed, taken apart. */
export interface ParsedQuery {
  readonly terms: readonly SearchTerm[]
  readonly hosts: readonly string[]
  readonly kinds: readonly SearchKind[]
  readonly before: Micros | null
  readonly after: Micros | null
}

/** A word costs as often as it is asked for and stands in a text: five hundred in a long one took minutes. */
const mostWords = 32

const part = /(-?)(?:(host|site|in|before|after):)?(?:"([^"]*)"?|(\S+))/giu
const calendarDay = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/

/** The start of a year, month or day in UTC; null when the text is none. */
function dayStart(text: string): Micros | null {
  const time = calendarDay.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? null : time * 1_000
}

/**
 * Takes a query apart. Every text is valid: what is no phrase, exclusion or filter is words, and a filter with a value
 * that makes no sense is words too. With `prefix` the last word may go on, as while typing.
 */
export function parseQuery(text: string, { prefix = false } = {}): ParsedQuery {
  const terms: SearchTerm[] = []
  const hosts: string[] = []
  const kinds: SearchKind[] = []
  let before: Micros | null = null
  let after: Micros | null = null

  const takeFilter = (name: string, value: string): boolean => {
    const day = dayStart(value)
    const kind = SearchKind.safeParse(value.toLowerCase())
    if ((name === 'host' || name === 'site') && value) hosts.push(value)
    else if (name === 'in' && kind.success) kinds.push(kind.data)
    else if (name === 'before' && day !== null) before = day
    else if (name === 'after' && day !== null) after = day
    else return false
    return true
  }

  let counted = 0
  let lastIsOpen = false
  for (const [whole, minus, filter, quoted, bare] of text.matchAll(part)) {
    const value = quoted ?? bare ?? ''
    lastIsOpen = false
    if (filter && !minus && takeFilter(filter.toLowerCase(), value)) continue
    const all = Array.from(wordsOf(filter ? whole : value), ({ word }) => word)
    const words = all.slice(0, mostWords - counted)
    // The beginning of what is excluded would exclude more.
    if (words.length === 0 || (minus && words.length < all.length)) continue
    counted += words.length
    terms.push(minus ? { words, excluded: true } : { words })
    lastIsOpen = !minus && quoted === undefined && text.endsWith(whole)
  }
  const last = terms.at(-1)
  if (prefix && lastIsOpen && last) terms[terms.length - 1] = { ...last, prefix: true }
  return { terms: withoutRepeats(terms), hosts, kinds, before, after }
}

const withoutRepeats = (terms: readonly SearchTerm[]): SearchTerm[] => [
  ...new Map(terms.map((term) => [JSON.stringify(term), term])).values(),
]

/** Whether the query says anything at all. */
export const isEmptyQuery = ({ terms, hosts, kinds, before, after }: ParsedQuery): boolean =>
  terms.length === 0 && hosts.length === 0 && kinds.length === 0 && before === null && after === null
