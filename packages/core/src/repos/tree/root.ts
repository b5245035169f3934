import type { BigIntStats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { platform } from 'node:os'
import { HydraFlowError } from '../../contract/index.ts'
import type { FileState } from '../file-state.ts'
import { Directories } from './directories.ts'
import { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } from './open-flags.ts'
import { changed, codeOf, isAbsence, orNull, symbolicLink } from './failures.ts'
import { type Files, nodeFiles } from './files.ts'
import type { Owner } from './new-files.ts'
import { tellsChanges } from './tells-changes.ts'
import { isUntouched } from './work.ts'

const maxFileBytes = 64 * 1024 * 1024
const readFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY

/** What is at a path: nothing, a directory, or a file with what is needed to see later that it is still the same. */
export type Found = { readonly kind: 'absent' | 'directory' } | FoundFile
export interface FoundFile {
  readonly kind: 'file'
  readonly state: FileState
  readonly stats: BigIntStats
}

interface Reading {
  readonly stats: BigIntStats
  /** Whether the stats would be others after a change. */
  readonly tells: boolean
}

interface RootOptions {
  /** For tests, which make calls of the file system fail. */
  readonly files?: Files
  /** Where open descriptors have names; null where they have none. Found out when left out. */
  readonly descriptors?: string | null
}

/** The tree of a repository for one operation; the root's path is resolved once. Close it when the operation has ended. */
export async function openRoot(path: string, { files = nodeFiles, descriptors }: RootOptions = {}): Promise<Root> {
  try {
    const real = await files.realpath(path)
    if (real !== path) throw movedRoot(path)
    const names = descriptors === undefined ? await descriptorNames(files, real) : descriptors
    if (!(await files.lstat(real)).isDirectory()) throw new HydraFlowError('REPO_ROOT_INVALID', undefined, { path })
    return new Root(real, files, await Directories.open(files, real, names))
  } catch (error) {
    if (!isAbsence(error) && codeOf(error) !== 'EACCES') throw error
    throw new HydraFlowError('REPO_ROOT_INVALID', undefined, { path }, { cause: error })
  }
}

/** Linux names open descriptors, unless /proc is closed to the process. */
async function descriptorNames(files: Files, root: string): Promise<string | null> {
  const names = '/proc/self/fd'
  const fd = await files.open(root, O_RDONLY)
  try {
    const [direct, byName] = await Promise.all([files.fstat(fd), files.lstat(`${names}/${fd}/.`)])
    return direct.ino === byName.ino && direct.dev === byName.dev ? names : null
  } catch {
    return null
  } finally {
    await files.close(fd)
  }
}

export class Root {
  readonly path: string
  readonly files: Files
  readonly directories: Directories
  /** Of the states that are still in use. */
  readonly #readings = new WeakMap<FileState, Reading>()

  constructor(path: string, files: Files, directories: Directories) {
    this.path = path
    this.files = files
    this.directories = directories
  }

  /** The same root with nothing remembered. */
  async afresh(): Promise<Root> {
    return new Root(this.path, this.files, await this.directories.afresh())
  }

  close(): Promise<void> {
    return this.directories.close()
  }

  /** The file at a path, or null if there is nothing. */
  async read(path: string, maxBytes = maxFileBytes): Promise<FileState | null> {
    const found = await this.find(path, maxBytes)
    if (found.kind === 'directory') throw notAFile(path)
    return found.kind === 'file' ? found.state : null
  }

  /** The file at a path, or null if there is nothing, or a directory. */
  async readIfFile(path: string): Promise<FileState | null> {
    const found = await this.find(path, maxFileBytes)
    return found.kind === 'file' ? found.state : null
  }

  /** For reading a part of a file, however large it is; null if there is nothing. The caller closes it. */
  async openFile(path: string): Promise<FileHandle | null> {
    const file = await this.#opened(path, (place) => open(place, readFlags))
    if (file === null) return null
    try {
      if (!(await file.stat()).isFile()) throw notAFile(path)
      return file
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** The names in a directory; none if it is not there. */
  async names(directory: string): Promise<string[]> {
    const found = await this.directories.get(directory)
    return found === null ? [] : ((await orNull(this.files.readdir(found.at('')))) ?? [])
  }

  /** What a name stands for now, without following it. */
  async stats(path: string): Promise<BigIntStats | null> {
    const place = await this.directories.placeOf(path)
    return place === null ? null : orNull(this.files.lstat(place))
  }

  /** The stats of a file that is still as it was read here; null if that cannot be told without reading it again. */
  async unchanged(path: string, state: FileState): Promise<BigIntStats | null> {
    const reading = this.#readings.get(state)
    if (!reading?.tells) return null
    return isUntouched(await this.stats(path), reading.stats) ? reading.stats : null
  }

  /** Whose a file was when this state of it was read, or is now; null if there is nothing. */
  async ownerOf(path: string, state: FileState | null): Promise<Owner | null> {
    const stats = (state && this.#readings.get(state)?.stats) ?? (await this.stats(path))
    return stats && ownerFrom(stats)
  }

  /** What the file system knows the path by. Throws `FILE_CHANGED` if its directory has gone. */
  async placeOf(path: string): Promise<string> {
    const place = await this.directories.placeOf(path)
    if (place === null) throw changed([path])
    return place
  }

  async find(path: string, maxBytes: number): Promise<Found> {
    const fd = await this.#opened(path, (place) => this.files.open(place, readFlags))
    if (fd === null) return { kind: 'absent' }
    try {
      const readAt = Date.now()
      const stats = await this.files.fstat(fd)
      if (stats.isDirectory()) return { kind: 'directory' }
      if (!stats.isFile()) throw notAFile(path)
      if (stats.size > maxBytes) {
        throw new HydraFlowError('FILE_TOO_LARGE', `${path} is larger than ${maxBytes} bytes.`, { path, maxBytes })
      }
      const bytes = await this.#bytes(fd, Number(stats.size))
      const state = { bytes, mode: modeOf(stats) }
      this.#readings.set(state, { stats, tells: tellsChanges(stats, readAt) })
      return { kind: 'file', state, stats }
    } finally {
      await this.files.close(fd)
    }
  }

  async #opened<T>(path: string, opens: (place: string) => Promise<T>): Promise<T | null> {
    const place = await this.directories.placeOf(path)
    if (place === null) return null
    try {
      // Outside Linux a link could be followed where there is no O_NOFOLLOW.
      if (O_NOFOLLOW === 0 && (await this.files.lstat(place)).isSymbolicLink()) throw symbolicLink(path)
      return await opens(place)
    } catch (error) {
      switch (codeOf(error)) {
        case 'ENOENT':
        case 'ENOTDIR':
          return null
        case 'ELOOP':
        case 'EMLINK':
          throw symbolicLink(path)
        case 'ENXIO':
        case 'ENODEV':
          throw notAFile(path)
        case 'EACCES':
        case 'EPERM':
          throw new HydraFlowError('PATH_DENIED', `${path} may not be read.`, { path }, { cause: error })
        default:
          throw error
      }
    }
  }

  /** As many bytes as the file had; one that grows meanwhile is seen by its stats. */
  async #bytes(fd: number, size: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(size)
    let filled = 0
    while (filled < size) {
      const count = await this.files.read(fd, bytes, filled)
      if (count === 0) break
      filled += count
    }
    return bytes.subarray(0, filled)
  }
}

export const ownerFrom = ({ uid, gid }: BigIntStats): Owner => ({ uid: Number(uid), gid: Number(gid) })

/** Windows knows no such bits. */
const modeOf = ({ mode }: BigIntStats): number => (platform() === 'win32' ? 0o644 : Number(mode & 0o7777n))

/** A root is registered by its real path: where a link stands now, somebody else decides where it leads. */
export const movedRoot = (path: string) =>
  new HydraFlowError('REPO_ROOT_INVALID', `${path} is a symbolic link now, or lies behind one.`, { path })

const notAFile = (path: string) => new HydraFlowError('PATH_INVALID', `${path} is not a file.`, { path })
