import { describe, expect, it } from 'vitest'
import { keepEnds } from './keep-ends.ts'

function endsOf(limit: number, ...texts: string[]) {
  const ends = keepEnds(limit)
  for (const text of texts) ends.add(text)
  return ends.ends()
}

describe('the ends of a text', () => {
  it.each([
    ['nothing', [], '', '', false],
    ['a short one is its head', ['ab', 'cd'], 'abcd', '', false],
    ['what follows the head is the tail', ['abcdefghij'], 'abcdefgh', 'ij', false],
    ['twice the limit is kept whole', ['abcdefgh', 'ijklmnop'], 'abcdefgh', 'ijklmnop', false],
    ['the middle goes', ['abcdefgh', 'ijkl', 'mnopq'], 'abcdefgh', 'jklmnopq', true],
    ['the middle goes out of one piece', ['abcdefghijklmnopqrstuvwxyz'], 'abcdefgh', 'stuvwxyz', true],
    ['a character is never cut', ['abcdef€', 'ghijklm€', 'nop'], 'abcdef', 'lm€nop', true],
    ['nor one of four bytes', ['abcde😀', 'x'], 'abcde', '😀x', false],
    ['after the head is closed nothing is added to it', ['abcdefg€', 'h'], 'abcdefg', '€h', false],
  ])('%s', (_, texts, head, tail, truncated) => {
    expect(endsOf(8, ...texts)).toEqual({ head, tail, truncated })
  })

  it('keeps the last bytes of many small pieces in order', () => {
    const pieces = Array.from({ length: 1_000 }, (_, index) => `${index},`)
    const all = pieces.join('')
    expect(endsOf(64, ...pieces)).toEqual({ head: all.slice(0, 64), tail: all.slice(-64), truncated: true })
  })
})
