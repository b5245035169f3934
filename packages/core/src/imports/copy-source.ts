import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ErrorReason, HydraFlowError, isHydraFlowError } from '../contract/index.ts'
import { type Source, openSource } from './sources/open-source.ts'

/** What belongs to a database beside its file. Never `-shm`: it is the running browser's, and SQLite makes it anew. */
const companions = ['', '-wal', '-journal']
const attempts = 5
const pauseMs = 200
const magic = 'SQLite format 3\0'
const copyName = 'source.db'

/** Opens the copy of a source in `directory`, copying it first unless an earlier run did. */
export async function openCopy(path: string, directory: string): Promise<Source> {
  if (await exists(copyIn(directory))) return openSource(copyIn(directory))
  for (let attempt = 1; ; attempt++) {
    await copySource(path, directory)
    try {
      return openSource(copyIn(directory))
    } catch (error) {
      await rm(directory, { recursive: true, force: true })
      // A write can slip between the looks at the clock of the file system: what looks damaged may have been caught moving.
      const maybeTorn = isHydraFlowError(error) && error.reason === 'IMPORT_FILE_DAMAGED'
      if (!maybeTorn || attempt === 2) throw error
      await delay(pauseMs)
    }
  }
}

/** The copy in a directory that `copySource` made. */
export const copyIn = (directory: string): string => join(directory, copyName)

/**
 * Copies a database with its log and journal, all of one moment, without writing anything near the source. `copy` is
 * for tests, which cannot write just then otherwise.
 */
export async function copySource(path: string, directory: string, copy: Copy = copyFile): Promise<void> {
  await requireDatabaseFile(path)
  const partial = `${directory}.partial`
  for (let attempt = 1; ; attempt++) {
    await rm(partial, { recursive: true, force: true })
    await mkdir(partial, { recursive: true, mode: 0o700 })
    const before = await stampsOf(path)
    await Promise.all(
      companions.map((ending) => copyIfThere(copy, `${path}${ending}`, join(partial, `${copyName}${ending}`))),
    )
    if ((await stampsOf(path)) === before) break
    if (attempt === attempts) {
      await rm(partial, { recursive: true, force: true })
      throw new HydraFlowError('IMPORT_FILE_CHANGING')
    }
    await delay(pauseMs * attempt)
  }
  await placeCopy(partial, directory)
}

/** Gives a copy its place, unless there is one already: then that one stays. */
export async function placeCopy(from: string, directory: string): Promise<void> {
  try {
    await rename(from, directory)
  } catch (error) {
    await rm(from, { recursive: true, force: true })
    if (!(await exists(copyIn(directory)))) throw error
  }
}

/** Checks what can be seen without reading the file: that it is there, may be read, and begins as a database does. */
async function requireDatabaseFile(path: string): Promise<void> {
  const stats = await refused(() => stat(path))
  if (!stats.isFile()) throw new HydraFlowError('IMPORT_FILE_UNREADABLE', 'This is not a file.')
  const file = await refused(() => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)))
  try {
    const { buffer, bytesRead } = await refused(() => file.read(Buffer.alloc(magic.length), 0, magic.length, 0))
    if (bytesRead === 0) throw new HydraFlowError('IMPORT_FILE_EMPTY')
    if (buffer.toString('latin1') !== magic) throw new HydraFlowError('IMPORT_FILE_NOT_A_DATABASE')
  } finally {
    await file.close()
  }
}

type Copy = (from: string, to: string, mode: number) => Promise<void>

async function copyIfThere(copy: Copy, from: string, to: string): Promise<void> {
  try {
    await copy(from, to, constants.COPYFILE_FICLONE)
    await chmod(to, 0o600)
    await bringToDisk(to)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw refusal(error)
  }
}

/**
 * Waits here, where waiting blocks nobody, until the copy is on the disk: else the next commit of the event loop's own
 * connection would have to wait for all of it.
 */
async function bringToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Changes whenever one of the files did. */
async function stampsOf(path: string): Promise<string> {
  const stamps = companions.map(async (ending) => {
    const stats = await stat(`${path}${ending}`, { bigint: true }).catch(() => null)
    return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}` : 'none'
  })
  return (await Promise.all(stamps)).join()
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Turns what the file system refuses into a reason. */
export async function refused<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw refusal(error)
  }
}

const reasonsByCode: Readonly<Record<string, ErrorReason>> = {
  ENOENT: 'IMPORT_FILE_NOT_FOUND',
  ENOTDIR: 'IMPORT_FILE_NOT_FOUND',
  ENAMETOOLONG: 'IMPORT_FILE_NOT_FOUND',
  EACCES: 'IMPORT_FILE_UNREADABLE',
  EPERM: 'IMPORT_FILE_UNREADABLE',
  EISDIR: 'IMPORT_FILE_UNREADABLE',
  ELOOP: 'IMPORT_FILE_UNREADABLE',
  ENXIO: 'IMPORT_FILE_UNREADABLE',
  EIO: 'IMPORT_FILE_UNREADABLE',
}

function refusal(error: unknown): unknown {
  const reason = reasonsByCode[codeOf(error)]
  return reason ? new HydraFlowError(reason, undefined, {}, { cause: error }) : error
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')
