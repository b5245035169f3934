import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diffOf } from './diff-lines.ts'
import { applySplice, spliceFrom } from './splice.ts'

const text = fc
  .array(fc.constantFrom('a', 'b', 'cc', 'ü', '\n', '\r\n', '\n', '\uFEFF'), { maxLength: 40 })
  .map((parts) => Buffer.from(parts.join('')))
const bytes = fc.oneof(
  text,
  text.map((utf8) => Buffer.from(`\uFEFF${utf8.toString()}`, 'utf16le')),
  fc.uint8Array().map((array) => Buffer.from(array)),
)

it('gives back any bytes from any others', () => {
  fc.assert(
    fc.property(bytes, bytes, (before, after) => {
      expect(applySplice(after, spliceFrom(before, after, null))).toEqual(before)
      const { stretches } = diffOf(
        { bytes: before, mode: 0o644 },
        { bytes: after, mode: 0o644 },
        { path: 'a', oldPath: null },
      )
      expect(applySplice(after, spliceFrom(before, after, stretches))).toEqual(before)
    }),
    { numRuns: 1_000 },
  )
})

it('is as large as what differs', () => {
  const lines = Array.from({ length: 10_000 }, (_, line) => `line ${line}\n`)
  const before = Buffer.from(lines.join(''))
  const after = Buffer.from(lines.with(10, 'line ten\n').with(9_000, 'other\n').join(''))
  const { stretches } = diffOf(
    { bytes: before, mode: 0o644 },
    { bytes: after, mode: 0o644 },
    { path: 'a', oldPath: null },
  )
  const splice = spliceFrom(before, after, stretches)
  expect(splice.length).toBeLessThan(30)
  expect(applySplice(after, splice)).toEqual(before)
})

it('of nothing is empty', () => {
  expect(spliceFrom(Buffer.from('same'), Buffer.from('same'), [])).toEqual(Buffer.alloc(0))
})

it('does not fit shorter bytes, and cannot be cut', () => {
  const splice = spliceFrom(Buffer.from('a long text'), Buffer.from('a short text'), null)
  expect(applySplice(Buffer.from('a'), splice)).toBeUndefined()
  expect(applySplice(Buffer.from('a short text'), splice.subarray(0, -1))).toBeUndefined()
})
