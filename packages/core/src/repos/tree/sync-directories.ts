import { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } from './open-flags.ts'
import { named } from './failures.ts'
import { inParallel } from './in-parallel.ts'
import type { Root } from './root.ts'

/** Puts the names in these directories on the disk, as far as they are still there. */
export async function syncDirectories(root: Root, paths: Iterable<string>): Promise<void> {
  await inParallel([...paths], (path) => named(path, () => syncDirectory(root, path)))
}

async function syncDirectory(root: Root, path: string): Promise<void> {
  const directory = await root.directories.get(path)
  if (directory === null) return
  if (directory.fd !== null) return root.files.sync(directory.fd)
  // Windows opens no directory, and needs no sync of one.
  const fd = await root.files.open(directory.at('.'), O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch(() => null)
  if (fd === null) return
  try {
    await root.files.sync(fd)
  } finally {
    await root.files.close(fd)
  }
}
