import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const dayMs = 86_400_000

export const copiesDirectory = (dataDir: string): string => join(dataDir, 'imports')
export const uploadsDirectory = (dataDir: string): string => join(dataDir, 'uploads')

/** Where the copy of an import's source lies, by the id of its job. */
export const copyDirectory = (dataDir: string, name: string): string => join(copiesDirectory(dataDir), name)

/** Removes what lies in a directory for more than a day, but for what `keep` names. Returns how many entries went. */
export async function removeOlderThanDay(
  directory: string,
  nowMs: number,
  keep: ReadonlySet<string> = new Set(),
): Promise<number> {
  const names = await readdir(directory).catch(() => [])
  let removed = 0
  for (const name of names) {
    if (keep.has(name)) continue
    const stats = await stat(join(directory, name)).catch(() => null)
    if (!stats || stats.mtimeMs > nowMs - dayMs) continue
    await rm(join(directory, name), { recursive: true, force: true })
    removed++
  }
  return removed
}
