import type { BigIntStats } from 'node:fs'
import { platform } from 'node:os'
import { codeOf } from './failures.ts'
import type { Files } from './files.ts'

/** A file to be made where there is nothing: plain data, so that another thread can do it. */
export interface NewFile {
  readonly place: string
  readonly bytes: Uint8Array
  readonly mode: number
  /** Of the file that is replaced: a server that runs as root must not take a person's files away. */
  readonly owner: Owner | null
  /** Where the file is that this one is going to replace. */
  readonly replaces: string | null
}

export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** By what a file is known again, and whether somebody wrote to it. */
export type FileIdentity = Pick<BigIntStats, 'dev' | 'ino' | 'mode' | 'size' | 'mtimeNs'>

/** What came of a new file: whether there may be something to remove, and its mark if it lies on the disk. */
export interface Written {
  readonly isThere: boolean
  readonly mark: FileIdentity | null
  readonly failure: unknown
}

interface Filled extends Written {
  readonly fd: number | null
}

/**
 * Makes files and puts them on the disk. All are written before the first is synced: then one commit of the file system's
 * journal serves them all, which is several times faster than one for each. After a failure no other is begun.
 */
export async function writeNewFiles(files: Files, wanted: readonly NewFile[]): Promise<Written[]> {
  const filled: Filled[] = []
  try {
    for (const file of wanted) {
      const one = await fill(files, file)
      filled.push(one)
      if (one.failure !== null) return filled.map(withoutDescriptor)
    }
    return await Promise.all(filled.map((one) => synced(files, one)))
  } finally {
    for (const { fd } of filled) if (fd !== null) await files.close(fd).catch(() => {})
  }
}

async function fill(files: Files, { place, bytes, mode, owner }: NewFile): Promise<Filled> {
  let fd: number | null = null
  try {
    fd = await files.create(place)
    for (let at = 0; at < bytes.length; ) at += await files.write(fd, bytes, at)
    if (owner !== null) await keepOwner(files, fd, owner)
    // After the owner, whose change would take the set-user-id bit away.
    if (platform() !== 'win32') await files.chmod(fd, mode)
    return { fd, isThere: true, mark: null, failure: null }
  } catch (failure) {
    // A call that failed may yet have made the file.
    return { fd, isThere: fd !== null || codeOf(failure) !== 'EEXIST', mark: null, failure }
  }
}

async function keepOwner(files: Files, fd: number, { uid, gid }: Owner): Promise<void> {
  const own = await files.fstat(fd)
  if (Number(own.uid) === uid && Number(own.gid) === gid) return
  // Only root may give files away; for anybody else the file becomes theirs, as with git.
  await files.chown(fd, uid, gid).catch(() => {})
}

async function synced(files: Files, one: Filled): Promise<Written> {
  try {
    await files.sync(one.fd as number)
    const { dev, ino, mode, size, mtimeNs } = await files.fstat(one.fd as number)
    return { isThere: true, mark: { dev, ino, mode, size, mtimeNs }, failure: null }
  } catch (failure) {
    return { isThere: true, mark: null, failure }
  }
}

const withoutDescriptor = ({ isThere, mark, failure }: Filled): Written => ({ isThere, mark, failure })
