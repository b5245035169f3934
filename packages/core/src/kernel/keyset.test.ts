import { expect, it } from 'vitest'
import { cursorFrom, keyFrom, pageFrom } from './keyset.ts'

it('gives back the key it packed', () => {
  expect(keyFrom(cursorFrom([5, 'a b']), 'number', 'string')).toEqual([5, 'a b'])
})

it.each(['', 'x', cursorFrom(['a', 5]), cursorFrom([5]), cursorFrom([5, 'a', 1]), cursorFrom([5, 'a\0']), 'bnVsbA'])(
  'refuses %j',
  (cursor) => {
    expect(() => keyFrom(cursor, 'number', 'string')).toThrow(expect.objectContaining({ reason: 'CURSOR_INVALID' }))
  },
)

it('knows from one row too many that there is more', () => {
  const page = (rows: number[]) => pageFrom(rows, 2, (row) => [row], String)
  expect(page([1, 2])).toEqual({ items: ['1', '2'], nextCursor: null })
  expect(page([1, 2, 3])).toEqual({ items: ['1', '2'], nextCursor: cursorFrom([2]) })
})
