import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayFromMicros, isoFromMicros, microsFromIso } from './time.ts'

it.each([
  ['1970-01-01T00:00:00Z', 0],
  ['2024-02-29T12:00:00.123456Z', 1_709_208_000_123_456],
  ['2024-02-29T13:00:00.1+01:00', 1_709_208_000_100_000],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['2024-02-29T12:00:00.1234567891Z', 1_709_208_000_123_456],
])('reads %s', (iso, micros) => {
  expect(microsFromIso(iso)).toBe(micros)
})

it('writes milliseconds, and microseconds only where there are some', () => {
  expect(isoFromMicros(1_709_208_000_123_000)).toBe('2024-02-29T12:00:00.123Z')
  expect(isoFromMicros(1_709_208_000_123_456)).toBe('2024-02-29T12:00:00.123456Z')
  expect(isoFromMicros(-1)).toBe('1969-12-31T23:59:59.999999Z')
})

it('reads back every time it writes', () => {
  const times = fc.integer({ min: -9_000_000_000_000_000, max: 9_000_000_000_000_000 })
  fc.assert(fc.property(times, (micros) => microsFromIso(isoFromMicros(micros)) === micros))
})

it('puts a time before 1970 on its own day', () => {
  expect([dayFromMicros(-1), dayFromMicros(0)]).toEqual([-1, 0])
})
