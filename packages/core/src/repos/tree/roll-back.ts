import { HydraFlowError, isHydraFlowError } from '../../contract/index.ts'
import { makeDirectory, removeDirectory } from './empty-directories.ts'
import { changed, codeOf, orNull } from './failures.ts'
import { isShallower } from './paths.ts'
import { type Root, ownerFrom } from './root.ts'
import { syncDirectories } from './sync-directories.ts'
import { type TemporaryFile, temporaryName, writeTemporaries } from './temporary-file.ts'
import { type Piece, type Work, isUntouched } from './work.ts'

/**
 * Takes back what was done and returns the error to throw. A file that somebody else has written since is left alone. What cannot be
 * put back is listed in `details.unrestored`: then the caller's journal must stay, and recovery does it at the next start.
 */
export async function rollBack(root: Root, work: Work, error: unknown): Promise<unknown> {
  const failures: { path: string; error: unknown }[] = []
  const attempt = async (path: string, act: () => Promise<unknown>): Promise<void> => {
    await act().catch((failure: unknown) => failures.push({ path, error: failure }))
  }
  const coming = work.pieces.filter(({ change }) => change.after !== null)
  const leaving = work.pieces.filter(({ change, begun }) => change.after === null && begun)
  const undone: Piece[] = []
  // First what frees space, because the disk may be full.
  for (const piece of coming) {
    await attempt(piece.change.path, async () => {
      if (await takeAway(root, piece)) undone.push(piece)
    })
  }
  for (const path of work.madeDirectories.toSorted(isShallower).toReversed()) {
    await attempt(path, () => removeDirectory(root, path))
  }
  for (const { path, mode } of work.removedDirectories.toSorted((one, other) => isShallower(one.path, other.path))) {
    await attempt(path, () => remakeDirectory(root, path, mode))
  }
  for (const piece of leaving) {
    await attempt(piece.change.path, async () => {
      if (await wasDeleted(root, piece)) undone.push(piece)
    })
  }
  for (const piece of undone) {
    await attempt(piece.change.path, () => restore(root, piece, temporaryName(work.token, work.pieces.indexOf(piece))))
  }
  await attempt('', () => syncDirectories(root, work.touched))
  return failures.length === 0 ? error : unrestored(work, failures, error)
}

/** Removes the new file, from its place or from beside it. True if another was there and must come back. */
async function takeAway(root: Root, { change, temporary, begun }: Piece): Promise<boolean> {
  if (temporary === null) return false
  const { path, before } = change
  const now = begun ? await root.stats(path) : null
  if (now === null || now.ino !== temporary.mark?.ino || now.dev !== temporary.mark.dev) {
    const wasBeside = await removed(root, temporary.place)
    if (begun && !wasBeside) throw changed([path])
    return false
  }
  if (now.size !== temporary.mark.size || now.mtimeNs !== temporary.mark.mtimeNs) throw changed([path])
  if (before !== null) return true
  await root.files.unlink(await root.placeOf(path))
  return false
}

/** False if there is nothing. A disk that is read only says so before it looks. */
async function removed({ files }: Root, place: string): Promise<boolean> {
  try {
    await files.unlink(place)
    return true
  } catch (error) {
    if ((await orNull(files.lstat(place))) === null) return false
    throw error
  }
}

async function wasDeleted(root: Root, { change, stats }: Piece): Promise<boolean> {
  const now = await root.stats(change.path)
  if (now !== null && !isUntouched(now, stats)) throw changed([change.path])
  return now === null
}

async function remakeDirectory(root: Root, path: string, mode: number): Promise<void> {
  if ((await root.directories.get(path)) === null) await makeDirectory(root, path)
  const { fd } = (await root.directories.get(path)) ?? {}
  if (typeof fd === 'number') await root.files.chmod(fd, mode)
}

async function restore(root: Root, { change, stats }: Piece, name: string): Promise<void> {
  const { path, before } = change
  if (before === null) return
  let place = ''
  try {
    const made = (temporary: TemporaryFile): void => {
      place = temporary.place
    }
    await writeTemporaries(root, [
      { path, name, state: before, owner: stats && ownerFrom(stats), replaces: false, made },
    ])
    await root.files.rename(place, await root.placeOf(path))
  } catch (error) {
    if (place !== '') await root.files.unlink(place).catch(() => {})
    throw error
  }
}

function unrestored(work: Work, failures: readonly { path: string; error: unknown }[], error: unknown): HydraFlowError {
  const named = failures.map(({ path }) => path).filter((path) => path !== '')
  const paths = named.length > 0 ? named : work.pieces.filter(({ begun }) => begun).map(({ change }) => change.path)
  const { path = paths[0], code = codeOf(error) } = isHydraFlowError(error) ? error.details : {}
  const message = `The write failed, and so did taking it back: ${paths.slice(0, 5).join(', ')}. Recovery will do it at the next start.`
  const cause = new AggregateError([error, ...failures.map((failure) => failure.error)], 'write and roll-back')
  return new HydraFlowError('WRITE_FAILED', message, { path, code, unrestored: [...new Set(paths)] }, { cause })
}
