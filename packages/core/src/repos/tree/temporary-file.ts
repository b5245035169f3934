import type { BigIntStats } from 'node:fs'
import { platform } from 'node:os'
import type { FileState } from '../file-state.ts'
import { temporaryPrefix } from './checked-path.ts'
import { type Directory } from './directories.ts'
import { batchesOf } from '../../kernel/batches.ts'
import { changed, codeOf, named } from './failures.ts'
import { allOf, inParallel } from './in-parallel.ts'
import { ancestorsOf } from './paths.ts'
import type { Root } from './root.ts'

/** A file under a name of ours, whole and on the disk, that only needs to be renamed. */
export interface TemporaryFile {
  readonly home: string
  readonly place: string
  /** Null until it is written. */
  stats: BigIntStats | null
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
  /** Of the file that is replaced: a server that runs as root must not take a person's files away. */
  readonly owner: BigIntStats | null
  /** Told as soon as there may be something to remove. */
  readonly made: (temporary: TemporaryFile) => void
}

/** How many are open at once. */
const batchSize = 256

/**
 * Writes files beside their later places. All are written before the first is synced: then one commit of the file system's
 * journal serves them all, which is several times faster than one for each. `meanwhile` runs while the last ones are
 * synced, and its failure ends the writing too.
 */
export async function writeTemporaries(
  root: Root,
  wanted: readonly WantedFile[],
  meanwhile: () => Promise<void> = async () => {},
): Promise<void> {
  const batches = [...batchesOf(wanted, batchSize)]
  const last = batches.pop() ?? []
  for (const batch of batches) await writeBatch(root, batch)
  await writeBatch(root, last, meanwhile)
}

async function writeBatch(root: Root, batch: readonly WantedFile[], meanwhile?: () => Promise<void>): Promise<void> {
  const { files } = root
  const open: number[] = []
  try {
    const written = await inParallel(batch, (one) => named(one.path, () => fill(root, one, (fd) => open.push(fd))))
    const syncs = written.map(({ path, fd, temporary }) => async (): Promise<void> => {
      await named(path, async () => {
        await files.sync(fd)
        temporary.stats = await files.fstat(fd)
      })
    })
    await allOf(meanwhile ? [...syncs, meanwhile] : syncs)
  } finally {
    await Promise.all(open.map((fd) => files.close(fd).catch(() => {})))
  }
}

async function fill(root: Root, { path, name, state, owner, made }: WantedFile, opened: (fd: number) => void) {
  const { home, directory } = await deepestDirectory(root, path)
  const { files } = root
  const temporary: TemporaryFile = { home, place: directory.at(name), stats: null }
  const fd = await files.create(temporary.place).catch((error: unknown) => {
    // A call that failed may yet have made the file.
    if (codeOf(error) !== 'EEXIST') made(temporary)
    throw error
  })
  opened(fd)
  made(temporary)
  for (let at = 0; at < state.bytes.length; ) at += await files.write(fd, state.bytes, at)
  if (owner !== null) await keepOwner(root, fd, owner)
  // After the owner, whose change would take the set-user-id bit away.
  if (platform() !== 'win32') await files.chmod(fd, state.mode)
  return { path, fd, temporary }
}

async function keepOwner({ files }: Root, fd: number, { uid, gid }: BigIntStats): Promise<void> {
  const own = await files.fstat(fd)
  if (own.uid === uid && own.gid === gid) return
  // Only root may give files away; for anybody else the file becomes theirs, as with git.
  await files.chown(fd, Number(uid), Number(gid)).catch(() => {})
}

/** The nearest directory above a path that is there, so on the same disk as the path will be. */
async function deepestDirectory(root: Root, path: string): Promise<{ home: string; directory: Directory }> {
  for (const home of ancestorsOf(path)) {
    const directory = await root.directories.get(home)
    if (directory !== null) return { home, directory }
  }
  throw changed([path])
}
