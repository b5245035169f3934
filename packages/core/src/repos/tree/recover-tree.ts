import { HydraFlowError, isHydraFlowError } from '../../contract/index.ts'
import { type FileChange, type FileState, sha256 } from '../file-state.ts'
import { removeEmptyDirectories } from './empty-directories.ts'
import { orNull } from './failures.ts'
import { inParallel } from './in-parallel.ts'
import { directoriesAbove, pathIn } from './paths.ts'
import type { Root } from './root.ts'
import { syncDirectories } from './sync-directories.ts'
import { checkedToken, isTemporaryName } from './temporary-file.ts'
import { isBlocked, stateOf } from './verify-tree.ts'
import { writeTree } from './write-tree.ts'

interface FileMark {
  readonly sha256: string
  readonly mode: number
}
export interface RecoveryEntry {
  readonly path: string
  readonly before: FileMark | null
  readonly after: FileMark | null
}
type BeforeBytes = (entry: RecoveryEntry, current: Buffer | null) => Promise<Buffer>

export interface Recovery {
  readonly outcome: 'before' | 'after'
  /** Paths that are neither as before nor as after: somebody else changed them since, so they were left alone. */
  readonly conflicts: string[]
}

interface Current {
  readonly entry: RecoveryEntry
  readonly state: FileState | null
  readonly is: 'before' | 'after' | 'foreign'
}

/**
 * Makes a tree whole in which a `writeTree` was cut off: as after, if every file got to its place; else as before. It does not
 * mind being cut off itself. The mode of a directory that the patch had emptied is not kept.
 */
export async function recoverTree(
  root: Root,
  entries: readonly RecoveryEntry[],
  token: string,
  beforeBytes: BeforeBytes,
): Promise<Recovery> {
  const paths = entries.map(({ path }) => path)
  const { directories, removed } = await clearTree(root, paths, token)
  const current = await inParallel(entries, (entry) => look(root, entry, entries))
  const outcome = gotToItsEnd(current, removed) ? 'after' : 'before'
  const conflicts = outcome === 'after' ? foreign(current) : await goBack(root, current, token, beforeBytes)
  await removeLeftDirectories(root, current, outcome)
  await syncDirectories(root, directories)
  return { outcome, conflicts }
}

/**
 * True if every file got to its place. One that somebody else has written since was in its place, if it does not lie beside
 * it any more.
 */
function gotToItsEnd(current: readonly Current[], leftBeside: number): boolean {
  if (current.every(({ entry, state }) => isMarked(state, entry.after))) return true
  return leftBeside === 0 && current.some(({ is }) => is === 'after') && current.every(({ is }) => is !== 'before')
}

const foreign = (current: readonly Current[]): string[] =>
  current.filter(({ is }) => is === 'foreign').map(({ entry }) => entry.path)

/** Removes what a `writeTree` that was cut off has left beside some paths; says where it looked and how many there were. */
export async function clearTree(
  root: Root,
  paths: readonly string[],
  token: string,
): Promise<{ directories: string[]; removed: number }> {
  const above = [...directoriesAbove(paths)]
  const reachable = await inParallel(above, (path) => isReachable(root, path))
  const directories = above.filter((_, at) => reachable[at])
  const removed = await inParallel(directories, (directory) => removeTemporaries(root, directory, checkedToken(token)))
  return { directories, removed: removed.reduce((sum, count) => sum + count, 0) }
}

/** False where somebody has put a symbolic link since: nothing behind it is ours. */
async function isReachable(root: Root, directory: string): Promise<boolean> {
  try {
    return (await root.directories.get(directory)) !== null
  } catch (error) {
    if (isHydraFlowError(error)) return false
    throw error
  }
}

async function removeTemporaries(root: Root, directory: string, token: string): Promise<number> {
  const ours = (await root.names(directory)).filter((name) => isTemporaryName(token, name))
  for (const name of ours) await orNull(root.files.unlink(await root.placeOf(pathIn(directory, name))))
  return ours.length
}

async function removeLeftDirectories(
  root: Root,
  current: readonly Current[],
  outcome: 'before' | 'after',
): Promise<void> {
  const paths = (isWanted: (entry: RecoveryEntry) => boolean) =>
    current.filter(({ entry, is }) => is !== 'foreign' && isWanted(entry)).map(({ entry }) => entry.path)
  const stay = directoriesAbove(paths((entry) => entry[outcome] !== null))
  await removeEmptyDirectories(
    root,
    paths((entry) => entry[outcome] === null),
    stay,
  )
}

async function look(root: Root, entry: RecoveryEntry, entries: readonly RecoveryEntry[]): Promise<Current> {
  try {
    const found = await root.find(entry.path, Number.POSITIVE_INFINITY)
    const state = stateOf(found)
    // A directory is nothing to us where the patch puts files below it, and somebody else's anywhere else.
    const isOurs = found.kind !== 'directory' || entries.some(({ path }) => path.startsWith(`${entry.path}/`))
    const is = isMarked(state, entry.before) ? 'before' : isMarked(state, entry.after) ? 'after' : 'foreign'
    return { entry, state, is: isOurs ? is : 'foreign' }
  } catch (error) {
    // A symbolic link, or something that is not a file.
    if (isHydraFlowError(error)) return { entry, state: null, is: 'foreign' }
    throw error
  }
}

const isMarked = (state: FileState | null, mark: FileMark | null): boolean =>
  state === null || mark === null ? state === mark : state.mode === mark.mode && sha256(state.bytes) === mark.sha256

async function goBack(
  root: Root,
  current: readonly Current[],
  token: string,
  beforeBytes: BeforeBytes,
): Promise<string[]> {
  const back = await unblocked(
    root,
    current.filter(({ is }) => is === 'after'),
  )
  const changes = await inParallel(back, async ({ entry, state }): Promise<FileChange> => {
    const after = entry.before && { bytes: await imageOf(entry, state, beforeBytes), mode: entry.before.mode }
    return { path: entry.path, before: state, after }
  })
  await writeTree(root, changes, token)
  return current.filter((one) => one.is !== 'before' && !back.includes(one)).map(({ entry }) => entry.path)
}

/** Without those in whose way somebody else has put something; leaving one out can block another. */
async function unblocked(root: Root, wanted: readonly Current[]): Promise<readonly Current[]> {
  const leaving = new Set(wanted.filter(({ entry }) => entry.before === null).map(({ entry }) => entry.path))
  const blocked = await inParallel(
    wanted,
    async ({ entry, state }) => entry.before !== null && state === null && isBlocked(root, entry.path, leaving),
  )
  return blocked.includes(true)
    ? unblocked(
        root,
        wanted.filter((_, at) => !blocked[at]),
      )
    : wanted
}

async function imageOf(entry: RecoveryEntry, state: FileState | null, beforeBytes: BeforeBytes): Promise<Buffer> {
  const bytes = await beforeBytes(entry, state?.bytes ?? null)
  if (sha256(bytes) === entry.before?.sha256) return bytes
  throw new HydraFlowError('WRITE_FAILED', `What ${entry.path} held before is damaged.`, { path: entry.path })
}
