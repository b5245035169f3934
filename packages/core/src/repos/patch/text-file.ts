export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'latin1'

/** The text of a file, without its byte order mark, and how the file spells it. */
export interface TextFile {
  readonly text: string
  readonly encoding: TextEncoding
}

const byteOrderMark = '\uFEFF'

/**
 * Reads bytes as text so that `encodeText` gives the same bytes back; null for binary ones. What is no UTF-8 is taken
 * as latin1, byte by byte: such a file can be patched without knowing what its bytes mean.
 */
export function decodeText(bytes: Buffer): TextFile | null {
  const wide = wideEncodingOf(bytes)
  if (wide !== null) {
    const text = strictly('utf-16le', wide === 'utf-16le' ? bytes.subarray(2) : swapped(bytes.subarray(2)))
    // Half of a surrogate pair cannot be written back, and NUL is no text: UTF-32 begins like UTF-16.
    if (text !== null && !text.includes('\0')) return { text, encoding: wide }
  }
  if (bytes.includes(0)) return null
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const text = strictly('utf-8', hasMark ? bytes.subarray(3) : bytes)
  if (text !== null) return { text, encoding: hasMark ? 'utf-8-bom' : 'utf-8' }
  return { text: bytes.toString('latin1'), encoding: 'latin1' }
}

/** The bytes of a text; null when the encoding has no place for one of its characters. */
export function encodeText({ text, encoding }: TextFile): Buffer | null {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-8-bom':
      return Buffer.from(byteOrderMark + text)
    case 'utf-16le':
      return Buffer.from(byteOrderMark + text, 'utf16le')
    case 'utf-16be':
      return swapped(Buffer.from(byteOrderMark + text, 'utf16le'))
    default:
      return hasWide(text) ? null : Buffer.from(text, 'latin1')
  }
}

function hasWide(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return true
  return false
}

/** The text with its byte order mark, where it has one in UTF-8: as git and a unified diff see it. */
export const withMark = ({ text, encoding }: TextFile): TextFile =>
  encoding === 'utf-8-bom' ? { text: byteOrderMark + text, encoding: 'utf-8' } : { text, encoding }

export const withoutMark = (text: string): string => (text.startsWith(byteOrderMark) ? text.slice(1) : text)

/** How the lines of a text end; a lone carriage return ends none. */
export function lineEndingOf(text: string): 'lf' | 'crlf' | 'mixed' | 'none' {
  let lf = false
  let crlf = false
  for (let at = text.indexOf('\n'); at >= 0 && !(lf && crlf); at = text.indexOf('\n', at + 1)) {
    if (at > 0 && text[at - 1] === '\r') crlf = true
    else lf = true
  }
  if (lf && crlf) return 'mixed'
  if (crlf) return 'crlf'
  return lf ? 'lf' : 'none'
}

function wideEncodingOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes.length % 2 !== 0) return null
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()

const strict = { fatal: true, ignoreBOM: true }
const decoders = { 'utf-8': new TextDecoder('utf-8', strict), 'utf-16le': new TextDecoder('utf-16le', strict) }

function strictly(encoding: keyof typeof decoders, bytes: Buffer): string | null {
  try {
    return decoders[encoding].decode(bytes)
  } catch {
    return null
  }
}
