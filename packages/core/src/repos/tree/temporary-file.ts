import type { BigIntStats } from 'node:fs'
import { batchesOf } from '../../kernel/batches.ts'
import type { FileState } from '../file-state.ts'
import { temporaryPrefix } from './checked-path.ts'
import type { Directory } from './directories.ts'
import { changed, named } from './failures.ts'
import { allOf, inParallel } from './in-parallel.ts'
import { type FileMark, type NewFile, type Written, writeNewFiles } from './new-files.ts'
import { ancestorsOf } from './paths.ts'
import type { Root } from './root.ts'

/** A file under a name of ours, whole and on the disk, that only needs to be renamed. */
export interface TemporaryFile {
  readonly home: string
  readonly place: string
  /** Null if it is not whole. */
  readonly mark: FileMark | null
}

export const temporaryName = (token: string, number: number): string => `${temporaryPrefix}${token}-${number}.tmp`

export const isTemporaryName = (token: string, name: string): boolean =>
  name.startsWith(`${temporaryPrefix}${token}-`) && name.endsWith('.tmp')

/** A token becomes a part of names in the tree, so it must not lead anywhere. */
export function checkedToken(token: string): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(token)) throw new TypeError('The token must be letters, digits and hyphens.')
  return token
}

export interface WantedFile {
  readonly path: string
  readonly name: string
  readonly state: FileState
  /** Of the file that is replaced. */
  readonly owner: BigIntStats | null
  /** Told when there is something to rename, or to remove after a failure. */
  readonly made: (temporary: TemporaryFile) => void
}

export interface WriteOptions {
  /** Makes the files and puts them on the disk; `writeNewFiles` in this thread when left out. */
  readonly write?: ((wanted: readonly NewFile[]) => Promise<Written[]>) | undefined
  /** Runs while the last files are written, and its failure ends the writing too. */
  readonly meanwhile?: (() => Promise<void>) | undefined
}

/** How many are open at once. */
const batchSize = 256

/** Writes files beside their later places. */
export async function writeTemporaries(
  root: Root,
  wanted: readonly WantedFile[],
  { write = (files) => writeNewFiles(root.files, files), meanwhile = async () => {} }: WriteOptions = {},
): Promise<void> {
  const batches = [...batchesOf(wanted, batchSize)]
  const last = batches.pop() ?? []
  for (const batch of batches) await writeBatch(root, batch, write)
  await allOf([() => writeBatch(root, last, write), meanwhile])
}

async function writeBatch(
  root: Root,
  batch: readonly WantedFile[],
  write: NonNullable<WriteOptions['write']>,
): Promise<void> {
  const begun = await inParallel(batch, async ({ path, name, state, owner }) => {
    const { home, directory } = await named(path, () => deepestDirectory(root, path))
    const file: NewFile = {
      place: directory.at(name),
      bytes: state.bytes,
      mode: state.mode,
      owner: owner && { uid: owner.uid, gid: owner.gid },
    }
    return { home, file }
  })
  const written = await write(begun.map(({ file }) => file)).catch((failure: unknown) =>
    // Nobody knows how far it came.
    batch.map((): Written => ({ isThere: true, mark: null, failure })),
  )
  written.forEach(({ isThere, mark }, at) => {
    const { home, file } = begun[at] as (typeof begun)[number]
    if (isThere) batch[at]?.made({ home, place: file.place, mark })
  })
  const failed = written.findIndex(({ failure }) => failure !== null)
  if (failed >= 0) await named(batch[failed]?.path ?? '', () => Promise.reject(written[failed]?.failure))
}

/** The nearest directory above a path that is there, so on the same disk as the path will be. */
async function deepestDirectory(root: Root, path: string): Promise<{ home: string; directory: Directory }> {
  for (const home of ancestorsOf(path)) {
    const directory = await root.directories.get(home)
    if (directory !== null) return { home, directory }
  }
  throw changed([path])
}
