import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchLines } from './match-lines.ts'

const list = fc.array(fc.nat({ max: 9 }), { maxLength: 40 })

it('pairs numbers that are the same, in order, and as many as there can be', () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const pairs = matchLines(before, after)
      expect(pairs.map(([one]) => before[one])).toEqual(pairs.map(([, other]) => after[other]))
      for (const [at, [one, other]] of pairs.slice(1).entries()) {
        expect(one).toBeGreaterThan(pairs[at]?.[0] ?? -1)
        expect(other).toBeGreaterThan(pairs[at]?.[1] ?? -1)
      }
      expect(pairs).toHaveLength(longest(before, after))
    }),
    { numRuns: 500 },
  )
})

it('keeps what lies between when two lists differ too much to be compared as a whole', () => {
  const block = (first: number) => Array.from({ length: 4_000 }, (_, at) => first + at)
  const before = [...block(0), ...block(10_000), ...block(20_000)]
  const after = [...block(10_000), ...block(0), ...block(20_000)]
  const pairs = matchLines(before, after)
  expect(pairs).toHaveLength(8_000)
  expect(pairs.map(([one]) => before[one])).toEqual(pairs.map(([, other]) => after[other]))
})

function longest(one: readonly number[], other: readonly number[]): number {
  let row = Array.from({ length: other.length + 1 }, () => 0)
  for (const number of one) {
    const next = [0]
    other.forEach((wanted, at) =>
      next.push(number === wanted ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0)),
    )
    row = next
  }
  return row.at(-1) ?? 0
}
