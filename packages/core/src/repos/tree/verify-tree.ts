import type { BigIntStats } from 'node:fs'
import { HydraFlowError, isHydraFlowError } from '../../contract/index.ts'
import { type FileChange, type FileState, isSameFile } from '../file-state.ts'
import { changed, named } from './failures.ts'
import { inParallel } from './in-parallel.ts'
import { ancestorsOf, pathIn } from './paths.ts'
import type { Found, Root } from './root.ts'

/**
 * Looks at every path again, reads those whose stats cannot tell, and throws `FILE_CHANGED` with all that are not as the
 * changes expect; gives the stats of the others.
 */
export async function verifyTree(root: Root, changes: readonly FileChange[]): Promise<(BigIntStats | null)[]> {
  const leaving = leavingOf(changes)
  const seen = await inParallel(changes, (change) => named(change.path, () => verify(root, change, leaving)))
  const wrong = changes.filter((_, at) => seen[at] === 'changed').map(({ path }) => path)
  if (wrong.length > 0) throw changed(wrong)
  return seen.map((stats) => (stats === 'changed' ? null : stats))
}

/** The files that the changes delete. */
const leavingOf = (changes: readonly FileChange[]): Set<string> =>
  new Set(changes.filter(({ before, after }) => before !== null && after === null).map(({ path }) => path))

async function verify(
  root: Root,
  change: FileChange,
  leaving: ReadonlySet<string>,
): Promise<BigIntStats | null | 'changed'> {
  const unchanged = change.before && (await root.unchanged(change.path, change.before))
  if (unchanged) return unchanged
  const found = await findExpected(root, change)
  if (found === null || !isSameFile(stateOf(found), change.before)) return 'changed'
  if (change.after !== null && found.kind !== 'file' && (await isBlocked(root, change.path, leaving))) return 'changed'
  return found.kind === 'file' ? found.stats : null
}

/** Null for a file that is too large to be the expected one. */
async function findExpected(root: Root, { path, before }: FileChange): Promise<Found | null> {
  try {
    return await root.find(path, before?.bytes.length ?? 0)
  } catch (error) {
    if (isHydraFlowError(error) && error.reason === 'FILE_TOO_LARGE') return null
    throw error
  }
}

export const stateOf = (found: Found): FileState | null => (found.kind === 'file' ? found.state : null)

/** Changing a program that runs as another user would hand that user's rights to whoever wrote the patch. */
export function refuseSpecialBits({ path, before, after }: FileChange): void {
  if (((before?.mode ?? 0) | (after?.mode ?? 0)) & 0o6000) {
    throw new HydraFlowError('PATH_INVALID', `${path} has the set-user-id or set-group-id bit.`, { path })
  }
}

/**
 * True if a change has no right to the place of a file that it makes: what stands there does not leave with it. An empty
 * directory is somebody else's as well.
 */
export async function isTaken(root: Root, path: string, leaving: ReadonlySet<string>): Promise<boolean> {
  const own = await root.stats(path)
  if (own?.isDirectory() && ![...leaving].some((gone) => gone.startsWith(`${path}/`))) return true
  return await isBlocked(root, path, leaving)
}

/** True if something is in the way of a file that is not there yet, and is not about to leave. */
export async function isBlocked(root: Root, path: string, leaving: ReadonlySet<string>): Promise<boolean> {
  const own = await root.stats(path)
  if (own !== null) return !(await leaves(root, path, own, leaving))
  for (const above of ancestorsOf(path)) {
    if (above === '') break
    const stats = await root.stats(above)
    if (stats !== null) return !stats.isDirectory() && !leaving.has(above)
  }
  return false
}

async function leaves(root: Root, path: string, stats: BigIntStats, leaving: ReadonlySet<string>): Promise<boolean> {
  if (!stats.isDirectory()) return leaving.has(path)
  for (const name of await root.names(path)) {
    const inside = pathIn(path, name)
    const within = await root.stats(inside)
    if (within !== null && !(await leaves(root, inside, within, leaving))) return false
  }
  return true
}
