import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeText, encodeText, lineEndingOf } from './text-file.ts'

it.each([
  ['plain text', Buffer.from('a\n'), { text: 'a\n', encoding: 'utf-8' }],
  ['nothing', Buffer.alloc(0), { text: '', encoding: 'utf-8' }],
  ['a byte order mark', Buffer.from('\uFEFFä'), { text: 'ä', encoding: 'utf-8-bom' }],
  ['two of them', Buffer.from('\uFEFF\uFEFFä'), { text: '\uFEFFä', encoding: 'utf-8-bom' }],
  ['UTF-16', Buffer.from('\uFEFFä😀\n', 'utf16le'), { text: 'ä😀\n', encoding: 'utf-16le' }],
  ['UTF-16 the other way round', Buffer.from('\uFEFFä\n', 'utf16le').swap16(), { text: 'ä\n', encoding: 'utf-16be' }],
  ['bytes that are no UTF-8', Buffer.from([0x63, 0xe9, 0x0a]), { text: 'cé\n', encoding: 'latin1' }],
  ['an odd number of bytes behind a mark', Buffer.from([0xff, 0xfe, 0x41]), { text: 'ÿþA', encoding: 'latin1' }],
  ['a NUL', Buffer.from('a\0b'), null],
  ['half of a surrogate pair', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), null],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), null],
])('reads %s', (_, bytes, file) => {
  expect(decodeText(bytes)).toEqual(file)
})

it('writes back the bytes that it read', () => {
  const start = fc.constantFrom([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff])
  fc.assert(
    fc.property(start, fc.uint8Array(), fc.string(), (mark, bytes, text) => {
      for (const all of [Buffer.from([...mark, ...bytes]), Buffer.concat([Buffer.from(mark), Buffer.from(text)])]) {
        const file = decodeText(all)
        if (file) expect(encodeText(file)).toEqual(all)
      }
    }),
    { numRuns: 2_000 },
  )
})

it('has no place in latin1 for what is not in it', () => {
  expect(encodeText({ text: 'é', encoding: 'latin1' })).toEqual(Buffer.from([0xe9]))
  expect(encodeText({ text: '€', encoding: 'latin1' })).toBeNull()
})

it.each([
  ['a\nb\n', 'lf'],
  ['a\r\nb\r\n', 'crlf'],
  ['a\r\nb\n', 'mixed'],
  ['\na\r\n', 'mixed'],
  ['a\rb', 'none'],
  ['', 'none'],
])('says that the lines of %j end in %s', (text, ending) => {
  expect(lineEndingOf(text)).toBe(ending)
})
