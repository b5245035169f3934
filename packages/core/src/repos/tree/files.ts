import fs, { type BigIntStats } from 'node:fs'
import { promisify } from 'node:util'

/**
 * The calls to the file system, which tests make fail. Files are plain descriptors: half the price of a FileHandle when a
 * patch makes hundreds of calls.
 */
export interface Files {
  open(path: string, flags: number, mode?: number): Promise<number>
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

const lstat = promisify(fs.lstat)
const read = promisify(fs.read)
const write = promisify(fs.write)
const mkdir = promisify(fs.mkdir)

export const nodeFiles: Files = {
  open: promisify(fs.open),
  // These two never wait for a disk, and a trip to another thread would cost ten times the call.
  close: async (fd) => fs.closeSync(fd),
  fstat: async (fd) => fs.fstatSync(fd, { bigint: true }),
  lstat: (path) => lstat(path, { bigint: true }),
  realpath: promisify(fs.realpath.native),
  read: async (fd, buffer, offset) => (await read(fd, buffer, offset, buffer.length - offset, null)).bytesRead,
  write: async (fd, buffer, offset) => (await write(fd, buffer, offset)).bytesWritten,
  chmod: promisify(fs.fchmod),
  chown: promisify(fs.fchown),
  sync: promisify(fs.fsync),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
  mkdir: async (path) => {
    await mkdir(path)
  },
  rmdir: promisify(fs.rmdir),
  readdir: promisify(fs.readdir),
}
