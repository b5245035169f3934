import fs, { type BigIntStats } from 'node:fs'
import { promisify } from 'node:util'
import { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } from './open-flags.ts'

/**
 * The calls to the file system, which tests make fail. Files are plain descriptors: half the price of a FileHandle when a
 * patch makes hundreds of calls.
 */
export interface Files {
  open(path: string, flags: number): Promise<number>
  /** Makes a file where there is nothing, which only its owner may read, and opens it to write. */
  create(path: string): Promise<number>
  close(fd: number): Promise<void>
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
 * All calls but one are made at once: the tree is worked on by worker threads, whose event loops serve nobody, and a
 * trip to another thread costs ten times what a call does. That one waits for the disk, and many wait together.
 */
export const nodeFiles: Files = {
  open: async (path, flags) => fs.openSync(path, flags),
  create: async (path) => fs.openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600),
  close: async (fd) => fs.closeSync(fd),
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
