import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineNames } from './line-names.ts'
import { Lines } from './lines.ts'

/** Texts of 'Aa' and 'BB' alone all have one hash. */
const twins = (bits: number): string =>
  Array.from({ length: 6 }, (_, bit) => ((bits >> bit) & 1 ? 'BB' : 'Aa')).join('')

it('gives two lines the same number if they are the same, also where their hashes are', () => {
  const line = fc.oneof(fc.string({ maxLength: 3 }), fc.nat(63).map(twins), fc.constantFrom('', '\r', 'ü', '😀'))
  fc.assert(
    fc.property(fc.array(line), fc.array(line), (one, other) => {
      const texts = [new Lines(one.join('\n')), new Lines(other.join('\n'))]
      const names = new LineNames(texts.reduce((count, lines) => count + lines.count, 0))
      const seen = new Map<string, number>()
      for (const lines of texts) {
        for (let at = 0; at < lines.count; at++) {
          const whole = lines.whole(at)
          const expected = seen.get(whole) ?? seen.size
          seen.set(whole, expected)
          expect(names.nameOf(lines, at)).toBe(expected)
        }
      }
    }),
    { numRuns: 500 },
  )
})
