import { expect, it } from 'vitest'
import { highlightsOf, snippetOf } from './highlight.ts'
import { parseQuery } from './parse-query.ts'

const marked = (text: string, query: string, prefix = false) =>
  highlightsOf(text, parseQuery(query, { prefix }).terms).map(({ start, end }) => text.slice(start, end))

it.each([
  ['The Café is a cafe', 'cafe', ['Café', 'cafe']],
  ['red green, green red', '"green red"', ['green red']],
  ['red green green red', 'red -green', ['red', 'red']],
  ['東京タワー', '東京', ['東京']],
  ['nothing here', 'absent', []],
])('marks in %j what %j matches', (text, query, ranges) => {
  expect(marked(text, query)).toEqual(ranges)
})

it('marks words that begin as the last one does', () => {
  expect(marked('greenhouse green', 'gree', true)).toEqual(['greenhouse', 'green'])
})

it('cuts the snippet around the first match', () => {
  const text = `${'filler words '.repeat(100)}needle ${'more words '.repeat(100)}`
  const { snippet, ranges } = snippetOf(text, parseQuery('needle').terms)
  expect(snippet.length).toBeLessThan(250)
  expect(ranges.map(({ start, end }) => snippet.slice(start, end))).toEqual(['needle'])
})

it('never cuts a character in two', () => {
  const text = '🎉'.repeat(300)
  expect(snippetOf(text, []).snippet.isWellFormed()).toBe(true)
})
