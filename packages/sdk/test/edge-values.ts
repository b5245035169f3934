import fc, { type Arbitrary } from 'fast-check'

/** Letters without end that repeat nothing, so that nothing can make them shorter. */
export function noise(alphabet: readonly string[], seed: number, length: number): string {
  let state = seed
  const letters = Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return alphabet[(state >>> 8) % alphabet.length]!
  })
  return letters.join('').slice(0, length)
}

export const latin = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('')
const han = Array.from({ length: 4_000 }, (_, at) => String.fromCodePoint(0x4e_00 + at))
const arabic = Array.from({ length: 30 }, (_, at) => String.fromCodePoint(0x6_27 + at))
const emoji = Array.from({ length: 400 }, (_, at) => String.fromCodePoint(0x1_f3_00 + at))
const signs = [
  ...'"-*:()%_\\\''.split(''),
  '\u202e',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\r\n',
  '\t',
  ' ',
  'host:',
  'in:page ',
  ' OR ',
]
const longest = 50_000

/** As long as may be: one word again and again, words without spaces, nothing but signs. */
export const edgeText = (minLength: number, maxLength: number): Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(['a '], ['a b '], ['的'], [' '], latin, han, arabic, emoji, signs),
      fc.constantFrom(minLength, maxLength),
      fc.nat(),
    )
    .map(([alphabet, length, seed]) => noise(alphabet, seed, Math.min(length, longest)).toWellFormed())

/** Keys of lists as they are packed, and of no list at all. */
export const cursors = fc
  .array(
    fc.oneof(
      fc.integer(),
      fc.string({ maxLength: 20 }),
      fc.constantFrom<unknown>(null, 2 ** 53 - 1, 1e308, 0.5, 'a\0', []),
    ),
    { maxLength: 4 },
  )
  .map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'))

export const times = fc.oneof(
  fc
    .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  fc.constantFrom(
    '1685-01-01T00:00:00Z',
    '1969-12-31T23:59:59.999999Z',
    '2255-06-05T23:47:34.740Z',
    '2024-02-29T00:00:00+23:59',
  ),
)

export const objects = fc.oneof(
  fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
  fc
    .constantFrom('{"__proto__":{"a":1}}', '{"constructor":{"prototype":1},"toJSON":1,"":null}')
    .map((json) => JSON.parse(json)),
)
