import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { unreadable } from './operation.ts'

/** What a `GIT binary patch` makes of a file: all of its new bytes, or instructions to build them from the old. */
export interface BinaryPatch {
  readonly kind: 'literal' | 'delta'
  readonly bytes: Buffer
  /** The names that git gives to the old and the new bytes, where the patch has them in full. */
  readonly before: string | null
  readonly after: string | null
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'
const valueOf = new Map(Array.from(digits, (digit, value) => [digit, value]))
const maxBytes = 64 * 1024 * 1024

/** Reads one block, whose first line is `literal <size>` or `delta <size>`; `next` is the line behind it. */
export function parseGitBinary(
  lines: readonly string[],
  from: number,
): Omit<BinaryPatch, 'before' | 'after'> & { next: number } {
  const [, kind, size] = /^(literal|delta) (\d{1,9})\r?$/.exec(lines[from] ?? '') ?? []
  if ((kind !== 'literal' && kind !== 'delta') || size === undefined)
    throw unreadable(from + 1, 'expected "literal <size>" or "delta <size>".')
  const parts: Buffer[] = []
  let next = from + 1
  for (; next < lines.length; next++) {
    const line = (lines[next] ?? '').trimEnd()
    if (line === '') break
    parts.push(decodeLine(line, next + 1))
  }
  const bytes = inflated(Buffer.concat(parts), Number(size), from + 1)
  return { kind, bytes, next: next + 1 }
}

function inflated(packed: Buffer, size: number, line: number): Buffer {
  if (size > maxBytes) throw unreadable(line, `the binary file is larger than ${maxBytes} bytes.`)
  try {
    const bytes = inflateSync(packed, { maxOutputLength: Math.max(size, 1) })
    if (bytes.length === size) return bytes
  } catch {
    // Said below.
  }
  throw unreadable(line, 'the binary patch is damaged.')
}

/** Base 85: five digits for four bytes. The first character says how many bytes the line holds. */
function decodeLine(line: string, number: number): Buffer {
  const first = line.charCodeAt(0)
  const length = first >= 97 ? first - 97 + 27 : first - 65 + 1
  const groups = Math.ceil(length / 4)
  if (length < 1 || length > 52 || line.length !== 1 + groups * 5)
    throw unreadable(number, 'this is no line of a binary patch.')
  const bytes = Buffer.alloc(groups * 4)
  for (let group = 0; group < groups; group++) {
    let value = 0
    for (let at = 1 + group * 5; at < 6 + group * 5; at++) {
      const digit = valueOf.get(line[at] ?? '')
      if (digit === undefined) throw unreadable(number, 'this is no line of a binary patch.')
      value = value * 85 + digit
    }
    if (value > 0xffff_ffff) throw unreadable(number, 'this is no line of a binary patch.')
    bytes.writeUInt32BE(value, group * 4)
  }
  return bytes.subarray(0, length)
}

/** The new bytes; null when the patch was not made from these. */
export function applyGitBinary({ kind, bytes, before, after }: BinaryPatch, old: Buffer): Buffer | null {
  if (before !== null && gitName(old, before.length) !== before) return null
  const result = kind === 'literal' ? bytes : applyDelta(old, bytes)
  if (result === null || (after !== null && gitName(result, after.length) !== after)) return null
  return result
}

const gitName = (bytes: Buffer, length: number): string =>
  createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')

/** Git's delta: two lengths, then instructions that copy from the old bytes or insert new ones. */
function applyDelta(old: Buffer, delta: Buffer): Buffer | null {
  let at = 0
  const byte = () => delta[at++] ?? 0
  const varint = () => {
    let value = 0
    for (let factor = 1; at < delta.length && factor < 2 ** 42; factor *= 128) {
      const part = byte()
      value += (part & 127) * factor
      if (part < 128) break
    }
    return value
  }
  if (varint() !== old.length) return null
  const length = varint()
  if (length > maxBytes) return null
  const parts: Buffer[] = []
  let made = 0
  while (at < delta.length) {
    const code = byte()
    if (code === 0) return null
    let part: Buffer
    if (code < 128) {
      part = delta.subarray(at, at + code)
      if (part.length !== code) return null
      at += code
    } else {
      let offset = 0
      let size = 0
      for (let bit = 0; bit < 4; bit++) if (code & (1 << bit)) offset += byte() * 2 ** (8 * bit)
      for (let bit = 0; bit < 3; bit++) if (code & (16 << bit)) size += byte() * 2 ** (8 * bit)
      if (size === 0) size = 0x10000
      part = old.subarray(offset, offset + size)
      if (part.length !== size) return null
    }
    made += part.length
    if (made > length) return null
    parts.push(part)
  }
  return made === length ? Buffer.concat(parts) : null
}
