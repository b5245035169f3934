import fs, { type BigIntStats } from 'node:fs'
import { promisify } from 'node:util'
import { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } from './open-flags.ts'

/**
 * The calls to the file system, which tests make fail. Files are plain descriptors: half the price of a FileHandle when a
 * patch makes hundreds of calls.
 */
export interface Files {
  open(path: string, flags: number, mode?: number): Promise<number>
  close(fd: number): Promise<void>
  /** Opens a file only to keep it; null where that cannot be done, as for one that may not be read. */
  keep(path: string): Promise<number | null>
  /** Closes what was kept, in another thread: the last descriptor of a file without a name frees its blocks. */
  letGo(fd: number): Promise<void>
  fstat(fd: number): Promise<BigIntStats>
  lstat(path: string): Promise<BigIntStats>
  realpath(path: string): Promise<string>
  /** How many bytes were read, or written: it can be fewer than there are. */
  read(fd: number, buffer: Uint8Array, offset: number): Promise<number>
  write(fd: number, buffer: Uint8Array, offset: number): Promise<number>
  chmod(fd: number, mode: number): Promise<void>
  chown(fd: number, uid: number, gid: number): Promise<void>
  sync(fd: number): Promise<void>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  mkdir(path: string): Promise<void>
  rmdir(path: string): Promise<void>
  readdir(path: string): Promise<string[]>
}

/**
 * All calls but two are made at once: the tree is worked on by worker threads, whose event loops serve nobody, and a
 * trip to another thread costs ten times what a call does. Those two wait for the disk, and many wait together.
 */
export const nodeFiles: Files = {
  open: async (path, flags, mode) => fs.openSync(path, flags, mode),
  close: async (fd) => fs.closeSync(fd),
  keep: async (path) => {
    try {
      return fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    } catch {
      return null
    }
  },
  letGo: promisify(fs.close),
  fstat: async (fd) => fs.fstatSync(fd, { bigint: true }),
  lstat: async (path) => fs.lstatSync(path, { bigint: true }),
  realpath: async (path) => fs.realpathSync.native(path),
  read: async (fd, buffer, offset) => fs.readSync(fd, buffer, offset, buffer.length - offset, null),
  write: async (fd, buffer, offset) => fs.writeSync(fd, buffer, offset),
  chmod: async (fd, mode) => fs.fchmodSync(fd, mode),
  chown: async (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  sync: promisify(fs.fsync),
  rename: async (from, to) => fs.renameSync(from, to),
  unlink: async (path) => fs.unlinkSync(path),
  mkdir: async (path) => fs.mkdirSync(path),
  rmdir: async (path) => fs.rmdirSync(path),
  readdir: async (path) => fs.readdirSync(path),
}
