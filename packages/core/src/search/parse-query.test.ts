import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseQuery } from './parse-query.ts'

const day = (text: string) => Date.parse(text) * 1_000
const nothing = { terms: [], hosts: [], kinds: [], before: null, after: null }

it.each([
  ['', nothing],
  ['red green', { ...nothing, terms: [{ words: ['red'] }, { words: ['green'] }] }],
  ['"red green" -blue', { ...nothing, terms: [{ words: ['red', 'green'] }, { words: ['blue'], excluded: true }] }],
  ['"never closed', { ...nothing, terms: [{ words: ['never', 'closed'] }] }],
  ['site:example.com in:page x', { ...nothing, hosts: ['example.com'], kinds: ['page'], terms: [{ words: ['x'] }] }],
  ['before:2024-03 after:2024', { ...nothing, before: day('2024-03-01'), after: day('2024-01-01') }],
  ['in:nothing', { ...nothing, terms: [{ words: ['in', 'nothing'] }] }],
  ['before:2024-13-45', { ...nothing, terms: [{ words: ['before', '2024', '13', '45'] }] }],
  [
    'foo-bar C++ AND* (NEAR',
    { ...nothing, terms: [{ words: ['foo', 'bar'] }, { words: ['c'] }, { words: ['and'] }, { words: ['near'] }] },
  ],
  ['- -- "" : *', nothing],
  [
    'red "a b" Red -x "A b" -x',
    { ...nothing, terms: [{ words: ['red'] }, { words: ['a', 'b'] }, { words: ['x'], excluded: true }] },
  ],
])('reads %j', (text, parsed) => {
  expect(parseQuery(text)).toEqual(parsed)
})

it('lets the last word go on while it is typed, but no phrase, exclusion or word with a space behind it', () => {
  const lastTerm = (text: string) => parseQuery(text, { prefix: true }).terms.at(-1)
  expect(lastTerm('red gre')).toEqual({ words: ['gre'], prefix: true })
  expect(lastTerm('red gre ')).toEqual({ words: ['gre'] })
  expect(lastTerm('"red gre"')).toEqual({ words: ['red', 'gre'] })
  expect(lastTerm('red -gre')).toEqual({ words: ['gre'], excluded: true })
})

it('takes the first 32 words, and no exclusion that goes on behind them', () => {
  const words = Array.from({ length: 40 }, (_, at) => `w${at}`)
  const wordsIn = (text: string) => parseQuery(text).terms.flatMap((term) => term.words)
  expect(wordsIn(words.join(' '))).toEqual(words.slice(0, 32))
  expect(wordsIn(`"${words.join(' ')}"`)).toEqual(words.slice(0, 32))
  expect(wordsIn(`a -"${words.join(' ')}" b`)).toEqual(['a', 'b'])
})

it('makes words of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const { words } of parseQuery(text).terms) expect(words.join('')).toMatch(/^[\p{L}\p{N}]+$/u)
    }),
  )
})
