import { isUtf8 } from 'node:buffer'

/** How a file spells its text. `latin1` stands for every encoding of one byte a character: bytes go in and out unchanged. */
export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'latin1'

export interface DecodedText {
  readonly text: string
  readonly encoding: TextEncoding
}

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf])
const littleMark = Buffer.from([0xff, 0xfe])
const bigMark = Buffer.from([0xfe, 0xff])

const startsWith = (bytes: Buffer, mark: Buffer): boolean => bytes.subarray(0, mark.length).equals(mark)

/** The text of a file without its byte order mark; null for binary bytes. Encoding it again gives the same bytes. */
export function decodeText(bytes: Buffer): DecodedText | null {
  if (startsWith(bytes, littleMark)) return decodeWide(bytes.subarray(2), 'utf-16le')
  if (startsWith(bytes, bigMark)) return decodeWide(bytes.subarray(2), 'utf-16be')
  if (bytes.includes(0)) return null
  if (!isUtf8(bytes)) return { text: bytes.toString('latin1'), encoding: 'latin1' }
  if (startsWith(bytes, utf8Mark)) return { text: bytes.toString('utf8', 3), encoding: 'utf-8-bom' }
  return { text: bytes.toString('utf8'), encoding: 'utf-8' }
}

function decodeWide(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): DecodedText | null {
  if (bytes.length % 2 !== 0) return null
  const text = (encoding === 'utf-16le' ? bytes : Buffer.from(bytes).swap16()).toString('utf16le')
  return text.isWellFormed() && !text.includes('\0') ? { text, encoding } : null
}

/** The bytes of a text; null when the encoding has no place for one of its characters. */
export function encodeText(text: string, encoding: TextEncoding): Buffer | null {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'utf-8-bom') return Buffer.concat([utf8Mark, Buffer.from(text)])
  if (encoding === 'latin1') return /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : null
  const wide = Buffer.from(text, 'utf16le')
  return encoding === 'utf-16le' ? Buffer.concat([littleMark, wide]) : Buffer.concat([bigMark, wide.swap16()])
}

/** The lines of a text with their ends; the last one may have none. A lone carriage return ends no line. */
export function splitLines(text: string): string[] {
  const lines: string[] = []
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const next = end === -1 ? text.length : end + 1
    lines.push(text.slice(start, next))
    start = next
  }
  return lines
}

export const endOfLine = (line: string): '' | '\n' | '\r\n' => {
  if (!line.endsWith('\n')) return ''
  return line.endsWith('\r\n') ? '\r\n' : '\n'
}

export const withoutEnd = (line: string): string => line.slice(0, line.length - endOfLine(line).length)

export function lineEndingOf(text: string): 'lf' | 'crlf' | 'mixed' | 'none' {
  let [lf, crlf] = [false, false]
  for (let at = text.indexOf('\n'); at !== -1 && !(lf && crlf); at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') crlf = true
    else lf = true
  }
  if (lf && crlf) return 'mixed'
  if (crlf) return 'crlf'
  return lf ? 'lf' : 'none'
}
