import { expect, it } from 'vitest'
import { matchesTerms } from './matches-terms.ts'
import { parseQuery } from './parse-query.ts'

const document = { title: 'red green blue', body: 'example com wiki' }

it.each([
  ['red', true],
  ['green red', true],
  ['"red green" wiki', true],
  ['"green red"', false],
  ['"blue example"', false],
  ['gre', true],
  ['gre ', false],
  ['red -wiki', false],
  ['-purple', true],
])('says of %j whether the document holds it', (query, holds) => {
  expect(matchesTerms(document, parseQuery(query, { prefix: true }).terms)).toBe(holds)
})
