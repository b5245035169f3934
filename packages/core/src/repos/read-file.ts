import type { ReadRepoFile, RepoFileContent } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import type { Deps } from '../kernel/deps.ts'
import { sha256 } from './file-state.ts'
import { octal } from './ledger/reader.ts'
import { type TextEncoding, decodeText, lineEndingOf } from './patch/text-file.ts'
import { getRepoFor } from './reader.ts'
import { checkedPath, createRules } from './tree/path-rules.ts'
import { openRoot } from './tree/root.ts'

/** A file of the root, or a part of it, with what a patch of it must know. */
export async function readRepoFile(
  { database, dataDir }: Deps & { readonly dataDir: string },
  { repoId, path, offset, length }: ReadRepoFile,
): Promise<RepoFileContent> {
  const repo = await getRepoFor(database.look, repoId, 'read')
  createRules({ ...repo.rules, dataDir, root: repo.root }).checkRead(checkedPath(path))
  const root = await openRoot(repo.root)
  try {
    const state = await root.read(path)
    if (!state) throw notFound('FILE_NOT_FOUND', path)
    const { bytes, mode } = state
    const text = decodeText(bytes)
    const encoding = text?.encoding ?? 'base64'
    const [start, end] = wholeCharacters(bytes, encoding, offset, offset + length)
    return {
      path,
      bytes: bytes.length,
      offset: start,
      nextOffset: end < bytes.length ? end : null,
      sha256: sha256(bytes),
      mode: octal(mode) ?? '',
      encoding,
      lineEnding: text ? lineEndingOf(text.text) : 'none',
      content: spelled(bytes.subarray(start, end), encoding, start === 0),
    }
  } finally {
    await root.close()
  }
}

type Encoding = TextEncoding | 'base64'

/** The range widened at neither end and cut at none of the characters it holds. */
function wholeCharacters(bytes: Buffer, encoding: Encoding, from: number, to: number): [number, number] {
  const inside = (at: number) => Math.min(Math.max(at, 0), bytes.length)
  const step = (at: number): number => {
    if (encoding === 'utf-8' || encoding === 'utf-8-bom') {
      let place = inside(at)
      while (place > 0 && place < bytes.length && ((bytes[place] ?? 0) & 0xc0) === 0x80) place--
      return place
    }
    if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return inside(at)
    const even = inside(at) & ~1
    const high = bytes[even + (encoding === 'utf-16le' ? 1 : 0)] ?? 0
    return at < bytes.length && even >= 2 && high >= 0xdc && high <= 0xdf ? even - 2 : even
  }
  const start = step(from)
  const end = to >= bytes.length ? bytes.length : step(to)
  // A length of less than one character still gives one, so that a reader gets on.
  return [
    start,
    end > start ? end : inside(start + 4) > start ? Math.max(end, nextCharacter(bytes, encoding, start)) : end,
  ]
}

function nextCharacter(bytes: Buffer, encoding: Encoding, start: number): number {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return Math.min(start + 4, bytes.length)
  let end = start + 1
  while (encoding !== 'latin1' && encoding !== 'base64' && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80)
    end++
  return Math.min(end, bytes.length)
}

/** A part as text: the byte order mark of a file is no part of its text. */
function spelled(part: Buffer, encoding: Encoding, atStart: boolean): string {
  if (encoding === 'base64') return part.toString('base64')
  if (encoding === 'latin1') return part.toString('latin1')
  const label = encoding === 'utf-8-bom' ? 'utf-8' : encoding
  // A mark elsewhere than at the start of the file is a letter.
  return new TextDecoder(label, { ignoreBOM: !atStart }).decode(part)
}
