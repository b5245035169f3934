import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexText, urlText, wordsOf } from './words.ts'

it.each([
  ['Hello, World', 'hello world'],
  ['Café CRÈME', 'cafe creme'],
  ['Straße STRASSE', 'strasse strasse'],
  ['東京タワー tower', '東 京 タ ワ ー tower'],
  ['foo_bar-baz.qux', 'foo bar baz qux'],
  ['ﬁnd ½', 'find 12'],
  ['한국어 검색', '한국어 검색'],
  ['☕ 🎉', ''],
  ['', ''],
])('indexes %j as %j', (text, words) => {
  expect(indexText(text)).toBe(words)
})

it('says where each word stands', () => {
  expect([...wordsOf('Ein Café')]).toEqual([
    { word: 'ein', start: 0, end: 3 },
    { word: 'cafe', start: 4, end: 8 },
  ])
})

it('finds the same words in a text as in its index', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const words = Array.from(wordsOf(text), ({ word }) => word)
      expect(indexText(text)).toBe(words.join(' '))
      expect(words.join('')).toMatch(/^[\p{L}\p{N}]*$/u)
    }),
  )
})

it('takes the beginning of a letter with marks without end', () => {
  const marks = Array.from({ length: 1_000_000 }, (_, at) => String.fromCodePoint(0x3_00 + ((at * 7) % 64)))
  expect(indexText(`b e${marks.join('')} c`)).toBe('b e c')
})

it('cuts a word that is no word', () => {
  expect(indexText('a'.repeat(100))).toBe('a'.repeat(64))
})

it.each([
  ['https://www.example.com/wiki/M%C3%BCnchen?q=a%20b', 'example.com/wiki/München?q=a b'],
  ['http://example.com/100%', 'example.com/100%'],
])('reads the words of %s', (url, text) => {
  expect(urlText(url)).toBe(text)
})
