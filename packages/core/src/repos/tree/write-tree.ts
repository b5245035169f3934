import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FileChange } from '../file-state.ts'
import { makeDirectory, removeEmptyDirectories, removeHollowDirectory } from './empty-directories.ts'
import { changed, named } from './failures.ts'
import { allOf, inParallel } from './in-parallel.ts'
import type { Owner } from './new-files.ts'
import { directoriesAbove, isShallower, parentOf } from './paths.ts'
import { rollBack } from './roll-back.ts'
import type { Root } from './root.ts'
import { syncDirectories } from './sync-directories.ts'
import {
  type TemporaryFile,
  type WantedFile,
  type WriteOptions,
  checkedToken,
  temporaryName,
  writeTemporaries,
} from './temporary-file.ts'
import { refuseSpecialBits, verifyTree } from './verify-tree.ts'
import { type Piece, type Work, isIdentical, isUntouched } from './work.ts'

export interface WriteHooks extends WriteOptions {
  /** Called before each step: stage, verify, place, `delete <path>`, `rename <path>`, check, done. */
  readonly step?: (name: string) => void | Promise<void>
}

/**
 * Brings files from `before` to `after`, all or none. Nothing that is read by others changes until every new file lies on the disk under a
 * name of ours, and every file was seen to be as before; then follow deletions, directories and renames, and each looks once more whether somebody else was faster. Every failure
 * is rolled back; what is left is a kill or a power cut in between, for which the caller keeps a journal (`recoverTree`).
 */
export async function writeTree(
  root: Root,
  changes: readonly FileChange[],
  token: string,
  hooks: WriteHooks = {},
): Promise<void> {
  checkedToken(token)
  for (const change of changes) refuseSpecialBits(change)
  const pieces = changes.map((change): Piece => ({ change, stats: null, temporary: null, begun: false }))
  await writeAll(root, { token, pieces, madeDirectories: [], removedDirectories: [], touched: new Set() }, hooks)
}

async function writeAll(root: Root, work: Work, { step, ...options }: WriteHooks): Promise<void> {
  try {
    await step?.('stage')
    await stage(root, work, {
      ...options,
      meanwhile: () => allOf([options.meanwhile ?? nothing, () => verifyLate(root, work, step)]),
    })
    await step?.('place')
    await place(root, work, step)
    await step?.('check')
    await allOf([() => syncDirectories(root, work.touched), () => checkWritten(root, work.pieces)])
    await step?.('done')
  } catch (error) {
    throw await rollBack(root, work, error)
  }
}

const nothing = async (): Promise<void> => {}

async function stage(root: Root, { pieces, token }: Work, options: WriteOptions): Promise<void> {
  const wanted = await inParallel(pieces, async (piece, at): Promise<WantedFile[]> => {
    const { path, after } = piece.change
    const made = (temporary: TemporaryFile): void => {
      piece.temporary = temporary
    }
    if (after === null) return []
    const owner = await named(path, () => ownerOf(root, piece.change))
    const name = temporaryName(token, at)
    return [{ path, name, state: after, owner, replaces: piece.change.before !== null, made }]
  })
  await writeTemporaries(root, wanted.flat(), options)
}

/** Of the file that is replaced, or renamed. */
async function ownerOf(root: Root, { path, before, renamedFrom }: FileChange): Promise<Owner | null> {
  const source = before === null ? renamedFrom : path
  return source === undefined ? null : await root.ownerOf(source, before)
}

/** As late as can be, when whatever goes on meanwhile waits for the disk. */
async function verifyLate(root: Root, work: Work, step: WriteHooks['step']): Promise<void> {
  await nextTurn()
  await step?.('verify')
  await verify(root, work)
}

async function verify(root: Root, { pieces }: Work): Promise<void> {
  const changes = pieces.map(({ change }) => change)
  const stats = await verifyTree(root, changes)
  for (const [at, piece] of pieces.entries()) piece.stats = stats[at] ?? null
}

async function place(root: Root, work: Work, step: WriteHooks['step']): Promise<void> {
  const leaving = work.pieces.filter(({ change }) => change.before !== null && change.after === null)
  const coming = work.pieces.filter(({ change }) => change.after !== null)
  const needed = directoriesAbove(coming.map(({ change }) => change.path))
  await inParallel(leaving, async (piece) => {
    await step?.(`delete ${piece.change.path}`)
    await replace(root, work, piece, (at) => root.files.unlink(at))
  })
  await removeDirectories(root, work, needed)
  for (const path of [...needed].toSorted(isShallower)) await needDirectory(root, work, path)
  await inParallel(coming, async (piece) => {
    await step?.(`rename ${piece.change.path}`)
    const { place: from, home } = piece.temporary as TemporaryFile
    work.touched.add(home)
    await replace(root, work, piece, (to) => root.files.rename(from, to))
  })
}

async function replace(root: Root, work: Work, piece: Piece, act: (place: string) => Promise<void>): Promise<void> {
  const { path } = piece.change
  await named(path, async () => {
    const at = await root.placeOf(path)
    if (!isUntouched(await root.stats(path), piece.stats)) throw changed([path])
    piece.begun = true
    work.touched.add(parentOf(path))
    await act(at)
  })
}

/** Those that the deletions emptied, and those in whose place a file comes. */
async function removeDirectories(root: Root, work: Work, needed: ReadonlySet<string>): Promise<void> {
  const removing = (path: string, mode: number): void => {
    work.removedDirectories.push({ path, mode })
    work.touched.add(parentOf(path))
  }
  for (const { change, stats } of work.pieces) {
    const { path, after } = change
    if (after === null) await named(path, () => removeEmptyDirectories(root, [path], needed, removing))
    else if (stats === null) await named(path, () => removeHollowDirectory(root, path, removing))
  }
}

async function needDirectory(root: Root, work: Work, path: string): Promise<void> {
  await named(path, async () => {
    if ((await root.directories.get(path)) !== null) return
    work.touched.add(parentOf(path))
    await makeDirectory(root, path, () => work.madeDirectories.push(path))
  })
}

/**
 * Looks whether the paths lead to the very files that were written, and nobody wrote to them since. Walks there again from
 * the root, so that what was written into a directory that is no longer part of the tree does not count.
 */
async function checkWritten(root: Root, pieces: readonly Piece[]): Promise<void> {
  const now = await named(pieces[0]?.change.path ?? '', () => root.afresh())
  try {
    await inParallel(pieces, async ({ change: { path }, temporary }) => {
      const found = await named(path, () => now.stats(path))
      const isThere = temporary ? isIdentical(found, temporary.mark) : found === null || found.isDirectory()
      if (!isThere) throw changed([path])
    })
  } finally {
    await now.close()
  }
}
