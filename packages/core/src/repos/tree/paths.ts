/** The directory of a path inside the root; the root itself is the empty path. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export const pathIn = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`)

/** The directories above a path, the nearest first and the root (the empty path) last. */
export function* ancestorsOf(path: string): Generator<string> {
  for (let at = path; at !== ''; ) {
    at = parentOf(at)
    yield at
  }
}

/** Every directory above one of the paths, the root among them. */
export const directoriesAbove = (paths: Iterable<string>): Set<string> => {
  const directories = new Set<string>()
  for (const path of paths) {
    for (const directory of ancestorsOf(path)) {
      if (directories.has(directory)) break
      directories.add(directory)
    }
  }
  return directories
}

export const isShallower = (one: string, other: string): number => one.split('/').length - other.split('/').length
