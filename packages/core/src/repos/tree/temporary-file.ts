import { batchesOf } from '../../kernel/batches.ts'
import type { FileState } from '../file-state.ts'
import { temporaryPrefix } from './checked-path.ts'
import { changed, named } from './failures.ts'
import { allOf, inParallel } from './in-parallel.ts'
import { type FileIdentity, type NewFile, type Owner, type Written, writeNewFiles } from './new-files.ts'
import { ancestorsOf } from './paths.ts'
import type { Root } from './root.ts'

/** A file under a name of ours, whole and on the disk, that only needs to be renamed. */
export interface TemporaryFile {
  readonly home: string
  readonly place: string
  /** Null if it is not whole. */
  readonly mark: FileIdentity | null
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
  /** Of the file that is replaced, or renamed. */
  readonly owner: Owner | null
  /** Whether a file is there now. */
  readonly replaces: boolean
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
  const places = await inParallel(wanted, (file) => named(file.path, () => placeFor(root, file)))
  const batches = [...batchesOf(places, batchSize)]
  const last = batches.pop() ?? []
  for (const batch of batches) await writeBatch(batch, write)
  await allOf([() => writeBatch(last, write), meanwhile])
}

interface Placed extends WantedFile {
  readonly home: string
  readonly place: string
  /** Where the file is that it replaces. */
  readonly old: string | null
}

/** In the nearest directory above a path that is there, so on the same disk as the path will be. */
async function placeFor(root: Root, file: WantedFile): Promise<Placed> {
  for (const home of ancestorsOf(file.path)) {
    const directory = await root.directories.get(home)
    if (directory === null) continue
    const old = file.replaces ? await root.placeOf(file.path) : null
    return { ...file, home, place: directory.at(file.name), old }
  }
  throw changed([file.path])
}

async function writeBatch(batch: readonly Placed[], write: NonNullable<WriteOptions['write']>): Promise<void> {
  const files = batch.map(({ place, state, owner, old }): NewFile => ({ place, ...state, owner, replaces: old }))
  // When nobody knows how far it came, all of them may be there.
  const unknown = (failure: unknown) => batch.map((): Written => ({ isThere: true, mark: null, failure }))
  const written = await write(files).catch(unknown)
  for (const [at, { isThere, mark }] of written.entries()) {
    const { home, place, made } = batch[at] as Placed
    if (isThere) made({ home, place, mark })
  }
  const failed = written.findIndex(({ failure }) => failure !== null)
  if (failed >= 0) await named(batch[failed]?.path ?? '', () => Promise.reject(written[failed]?.failure))
}
