import { opendir } from 'node:fs/promises'
import { join } from 'node:path'

const maxFiles = 200_000

/** A file that HydraFlow writes beside the one it is going to replace. */
export const isOwnTemporary = (name: string): boolean => name.startsWith('.hydraflow-')

const isSkipped = (name: string) => name.toLowerCase() === '.git' || isOwnTemporary(name)

/**
 * The files and symbolic links below a root that git does not know, relative to it, in the order of their code units.
 * Links are named, never followed. A directory that cannot be read is passed over; behind 200,000 files it ends.
 */
export async function listTree(root: string): Promise<string[]> {
  const files: string[] = []
  const directories = ['']
  for (let below = directories.pop(); below !== undefined; below = directories.pop()) {
    for await (const entry of entriesOf(join(root, below))) {
      if (isSkipped(entry.name)) continue
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) directories.push(path)
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(path)
      if (files.length >= maxFiles) return files.toSorted()
    }
  }
  return files.toSorted()
}

async function* entriesOf(directory: string) {
  try {
    yield* await opendir(directory, { bufferSize: 256 })
  } catch {
    // It may not be read, or went while we walked.
  }
}
