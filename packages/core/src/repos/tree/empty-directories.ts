import { codeOf } from './failures.ts'
import { ancestorsOf, pathIn } from './paths.ts'
import type { Root } from './root.ts'

/** Why a directory stays: something is in it, or something is mounted on it. */
const occupied = new Set(['ENOTEMPTY', 'EEXIST', 'EBUSY'])

/** Told of each directory just before. */
export type Removing = (path: string, mode: number) => void

/**
 * Removes the directories above paths that have gone, as far as they are empty and not to be kept.
 */
export async function removeEmptyDirectories(
  root: Root,
  gone: readonly string[],
  keep: ReadonlySet<string>,
  removing: Removing = () => {},
): Promise<void> {
  for (const path of gone) {
    for (const above of ancestorsOf(path)) {
      if (above === '' || keep.has(above)) break
      const stats = await root.stats(above)
      if (stats === null) continue
      if (!stats.isDirectory()) break
      removing(above, Number(stats.mode & 0o7777n))
      if (!(await removeDirectory(root, above))) break
    }
  }
}

/** Removes a directory in which there are only directories, if there is one. */
export async function removeHollowDirectory(root: Root, path: string, removing: Removing): Promise<void> {
  const stats = await root.stats(path)
  if (!stats?.isDirectory()) return
  for (const name of await root.names(path)) await removeHollowDirectory(root, pathIn(path, name), removing)
  removing(path, Number(stats.mode & 0o7777n))
  await removeDirectory(root, path)
}

/** False if it is not empty. */
export async function removeDirectory(root: Root, path: string): Promise<boolean> {
  const place = await root.placeOf(path)
  try {
    await root.files.rmdir(place)
  } catch (error) {
    if (occupied.has(codeOf(error) ?? '')) return false
    if (codeOf(error) !== 'ENOENT') throw error
  } finally {
    root.directories.forget(path)
  }
  return true
}

/** `made` is told unless there was one already: a call that failed may yet have made it. */
export async function makeDirectory(root: Root, path: string, made: () => void = () => {}): Promise<void> {
  const place = await root.placeOf(path)
  try {
    await root.files.mkdir(place)
    made()
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') made()
    throw error
  } finally {
    root.directories.forget(path)
  }
}
