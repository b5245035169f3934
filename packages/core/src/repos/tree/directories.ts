import { join } from 'node:path'
import { HydraFlowError } from '../../contract/index.ts'
import { codeOf, isAbsence, orNull, symbolicLink } from './failures.ts'
import type { Files } from './files.ts'
import { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } from './open-flags.ts'
import { nameOf, parentOf } from './paths.ts'

export interface Directory {
  /** What the calls of the file system know a name in it by. */
  at(name: string): string
  /** An open descriptor, where the system has a way to use one. */
  readonly fd: number | null
}

/**
 * The directories of a root. On Linux each is opened from the handle of its parent, by `/proc/self/fd/<fd>/<name>` and without
 * following links, and kept open: whatever takes its place later, names in it stay names in the directory that was found.
 * Node offers no `openat`, so elsewhere each part is looked at and its real path compared before it is used, which
 * leaves a moment between the look and the use.
 */
export class Directories {
  readonly #files: Files
  readonly #root: string
  readonly #descriptors: string | null
  readonly #known = new Map<string, Promise<Directory | null>>()
  readonly #open: number[] = []

  private constructor(files: Files, root: string, descriptors: string | null) {
    this.#files = files
    this.#root = root
    this.#descriptors = descriptors
  }

  static async open(files: Files, root: string, descriptors: string | null): Promise<Directories> {
    const directories = new Directories(files, root, descriptors)
    const top = descriptors === null ? directories.#named('') : await directories.#handle(root)
    directories.#known.set('', Promise.resolve(top))
    return directories
  }

  /** The same root with nothing remembered, to see what is there now. */
  afresh(): Promise<Directories> {
    return Directories.open(this.#files, this.#root, this.#descriptors)
  }

  /** Null if there is none, or a file is in its place. Throws `PATH_OUTSIDE_ROOT` for a symbolic link. */
  get(path: string): Promise<Directory | null> {
    const known = this.#known.get(path)
    if (known) return known
    const found = this.#find(path)
    if (this.#descriptors !== null) this.#known.set(path, found)
    // A failure is not remembered: the next one to ask may be a roll-back.
    found.catch(() => this.#known.delete(path))
    return found
  }

  /** What the file system knows the path by; null if its directory is not there. */
  async placeOf(path: string): Promise<string | null> {
    // The rules have refused these long ago; here is the last place where it matters.
    if (/(^|\/)\.{0,2}(\/|$)|\0/.test(path)) throw new HydraFlowError('PATH_OUTSIDE_ROOT', undefined, { path })
    const parent = await this.get(parentOf(path))
    return parent === null ? null : parent.at(nameOf(path))
  }

  /** To be called when a directory was made or removed. */
  forget(path: string): void {
    for (const known of this.#known.keys()) {
      if (known === path || known.startsWith(`${path}/`)) this.#known.delete(known)
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#known.values())
    this.#known.clear()
    await Promise.all(this.#open.splice(0).map((fd) => this.#files.close(fd).catch(() => {})))
  }

  async #find(path: string): Promise<Directory | null> {
    const place = await this.placeOf(path)
    if (place === null) return null
    return this.#descriptors === null ? this.#look(path, place) : this.#enter(path, place)
  }

  async #enter(path: string, place: string): Promise<Directory | null> {
    try {
      return await this.#handle(place)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      if (codeOf(error) === 'EACCES') throw new HydraFlowError('PATH_DENIED', `${path} may not be entered.`, { path })
      if (!isAbsence(error) && codeOf(error) !== 'ELOOP') throw error
      const stats = await orNull(this.#files.lstat(place))
      if (stats && (stats.isSymbolicLink() || stats.isDirectory())) throw symbolicLink(path)
      return null
    }
  }

  async #handle(place: string): Promise<Directory> {
    const fd = await this.#files.open(place, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    this.#open.push(fd)
    return { fd, at: (name) => `${this.#descriptors}/${fd}/${name}` }
  }

  async #look(path: string, place: string): Promise<Directory | null> {
    const stats = await orNull(this.#files.lstat(place))
    if (stats?.isSymbolicLink()) throw symbolicLink(path)
    if (!stats?.isDirectory()) return null
    if ((await this.#files.realpath(place)) !== place) throw symbolicLink(path)
    return this.#named(path)
  }

  #named(path: string): Directory {
    return { fd: null, at: (name) => join(this.#root, path, name) }
  }
}
