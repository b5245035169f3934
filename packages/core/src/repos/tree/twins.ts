import { HydraFlowError } from '../../contract/index.ts'
import type { FileChange } from '../file-state.ts'
import { ancestorsOf, nameOf, parentOf, pathIn } from './paths.ts'
import { foldName } from './same-name.ts'

export type NamesIn = (directory: string) => Promise<readonly string[]>

/**
 * Throws `PATH_TWIN` if a path that the patch makes would have a twin: a name beside it, in any of its directories, that
 * differs by case or by the spelling of a letter alone and is there when the patch is done. On most disks they are one file.
 */
export async function checkTwins(
  changes: readonly Pick<FileChange, 'path' | 'after'>[],
  namesIn: NamesIn,
): Promise<void> {
  const names = remembered(namesIn)
  const deleted = new Set(changes.filter(({ after }) => after === null).map(({ path }) => path))
  const made = new Map<string, string>()
  for (const { path } of changes.filter(({ after }) => after !== null)) {
    for (const part of [path, ...ancestorsOf(path)].filter((at) => at !== '')) {
      const beside = await names(parentOf(part))
      if (beside.includes(nameOf(part))) continue
      const twin = made.get(foldName(part)) ?? part
      if (twin !== part) refuse(path, twin)
      made.set(foldName(part), part)
      await refuseTwinOnDisk(path, part, beside)
    }
  }

  async function refuseTwinOnDisk(path: string, part: string, beside: readonly string[]): Promise<void> {
    const folded = foldName(nameOf(part))
    for (const name of beside.filter((other) => foldName(other) === folded)) {
      const twin = pathIn(parentOf(part), name)
      if (!(await vanishes(twin))) refuse(path, twin)
    }
  }

  /** Deleted by the patch, or a directory of which nothing stays. */
  async function vanishes(path: string): Promise<boolean> {
    if (deleted.has(path)) return true
    const inside = await names(path)
    for (const name of inside) if (!(await vanishes(pathIn(path, name)))) return false
    return inside.length > 0
  }
}

function refuse(path: string, twin: string): never {
  throw new HydraFlowError('PATH_TWIN', `${path} and ${twin} are the same name on many disks.`, { path, twin })
}

function remembered(namesIn: NamesIn): NamesIn {
  const known = new Map<string, ReturnType<NamesIn>>()
  return (directory) => {
    const names = known.get(directory) ?? namesIn(directory)
    known.set(directory, names)
    return names
  }
}
