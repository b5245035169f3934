import type { Look } from '@hydraflow/db'
import { HydraFlowError } from '../contract/index.ts'
import { type FileChange, type FileState, isSameFile, sha256 } from './file-state.ts'
import { type Images, type NewImage, loadImage } from './images/image-store.ts'
import type { Reverted } from './journal.ts'
import type { EntryFile } from './ledger/entry.ts'
import { entryFileFrom, filesOfChange, getChangeRow } from './ledger/reader.ts'
import type { Root } from './tree/root.ts'
import { isTaken } from './tree/verify-tree.ts'

export interface UndoWish {
  readonly repoId: string
  readonly kind: 'undo' | 'redo'
  /** In any order. A redo names one. */
  readonly changeIds: readonly string[]
  readonly paths: readonly string[] | null
}

export interface UndoPlan {
  readonly changes: FileChange[]
  readonly conflicts: { readonly path: string; readonly message: string }[]
  readonly reverted: Reverted[]
  /** The states that are passed: what applying the changes again one by one would need. */
  readonly between: NewImage[]
}

interface Move {
  readonly path: string
  readonly state: FileState | null
  /** Where the file was before, if it is renamed. */
  readonly from?: string
}

/** Where the files are, and where they would be after the steps so far. */
class Overlay {
  readonly #root: Root
  readonly #before = new Map<string, FileState | null>()
  readonly #now = new Map<string, FileState | null>()
  /** Where files that are renamed were at first. */
  readonly #from = new Map<string, string>()

  constructor(root: Root) {
    this.#root = root
  }

  async get(path: string): Promise<FileState | null> {
    const known = this.#now.get(path)
    if (known !== undefined) return known
    const state = await this.#root.readIfFile(path)
    this.#before.set(path, state)
    this.#now.set(path, state)
    return state
  }

  async set({ path, state, from }: Move): Promise<void> {
    await this.get(path)
    this.#now.set(path, state)
    const first = from === undefined ? undefined : (this.#from.get(from) ?? from)
    if (first === undefined) this.#from.delete(path)
    else this.#from.set(path, first)
  }

  changes(): FileChange[] {
    return [...this.#now].flatMap(([path, after]) => {
      const before = this.#before.get(path) ?? null
      return isSameFile(before, after) ? [] : [{ path, before, after, renamedFrom: this.#from.get(path) }]
    })
  }
}

/** Whether this brings back what was taken back, which asks for rules and budget as the change itself did. */
export async function doesReapply(look: Look, { repoId, kind, changeIds }: UndoWish): Promise<boolean> {
  if (kind === 'redo') return true
  const rows = await Promise.all(changeIds.map((id) => getChangeRow(look, repoId, id)))
  return rows.some((row) => row.kind === 'undo')
}

/**
 * Works out how the files get back to where they were before some changes, the newest taken back first: every file must
 * be as the change that is being taken back left it. What does not fit is a conflict, and the plan says all of them.
 * A redo is the same with the two states of each file exchanged.
 */
export async function planUndo(look: Look, root: Root, wish: UndoWish): Promise<UndoPlan> {
  const overlay = new Overlay(root)
  const conflicts: UndoPlan['conflicts'] = []
  const between: NewImage[] = []
  const steps = await stepsOf(look, wish)
  const images = { look, repoId: wish.repoId }
  for (const { files } of steps) {
    // Files are compared first and set afterwards: one may move to where another was.
    const moves: Move[] = []
    for (const file of files) {
      const state = await overlay.get(file.path)
      const message = conflictOf(file, state) ?? (await oldPathConflict(file, overlay))
      if (message) {
        conflicts.push({ path: file.path, message })
        continue
      }
      const before = await stateBefore(images, file, state)
      if (state) between.push(imageOf(state, before))
      moves.push(...movesOf(file, before))
    }
    const deletionsFirst = moves.toSorted((one, other) => Number(one.state !== null) - Number(other.state !== null))
    for (const move of deletionsFirst) await overlay.set(move)
  }
  const reverted = steps.map(({ changeId, paths }) => ({ changeId, paths }))
  const changes = overlay.changes()
  conflicts.push(...(await blockedFiles(root, changes)))
  return { changes, conflicts, reverted, between }
}

/** A change may have put a directory where a file was; by now more than its own files can be in it. */
async function blockedFiles(root: Root, changes: readonly FileChange[]): Promise<UndoPlan['conflicts']> {
  const leaving = new Set(changes.filter(({ after }) => after === null).map(({ path }) => path))
  const blocked: UndoPlan['conflicts'] = []
  for (const { path, before, after } of changes) {
    if (before !== null || after === null) continue
    if (await isTaken(root, path, leaving))
      blocked.push({ path, message: 'Something else stands at this path or in the way to it.' })
  }
  return blocked
}

interface Step extends Reverted {
  /** Seen so that `after` is what must be there now. */
  readonly files: readonly EntryFile[]
}

async function stepsOf(look: Look, { repoId, kind, changeIds, paths }: UndoWish): Promise<Step[]> {
  const rows = await Promise.all([...new Set(changeIds)].map((id) => getChangeRow(look, repoId, id)))
  const steps: Step[] = []
  for (const row of rows.toSorted((one, other) => other.sequence - one.sequence)) {
    if (row.status !== 'applied') throw new HydraFlowError('CHANGE_NOT_APPLIED', undefined, { changeId: row.id })
    if (kind === 'undo' && row.undoneBy !== null)
      throw new HydraFlowError('CHANGE_UNDONE', undefined, { changeId: row.id, undoneBy: row.undoneBy })
    const isOpen = (undoneBy: string | null) => (kind === 'undo' ? undoneBy === null : undoneBy !== null)
    const isNamed = (path: string | null) => path !== null && (paths === null || paths.includes(path))
    const files = (await filesOfChange(look, row.id)).filter(
      (file) => isOpen(file.undoneBy) && (isNamed(file.path) || isNamed(file.oldPath)),
    )
    if (kind === 'redo' && files.length === 0)
      throw new HydraFlowError('CHANGE_NOT_UNDONE', undefined, { changeId: row.id })
    const seen = files.map(entryFileFrom).map((file) => (kind === 'undo' ? file : exchanged(file)))
    steps.push({ changeId: row.id, paths: files.map(({ path }) => path), files: seen })
  }
  const named = new Set(steps.flatMap(({ files }) => files.flatMap(({ path, oldPath }) => [path, oldPath])))
  const unknown = paths?.find((path) => !named.has(path))
  if (unknown !== undefined)
    throw new HydraFlowError('FILE_NOT_FOUND', `The change has no file ${unknown} to take back.`, { path: unknown })
  return steps
}

const exchanged = (file: EntryFile): EntryFile => ({
  ...file,
  path: file.oldPath ?? file.path,
  oldPath: file.oldPath === null ? null : file.path,
  beforeSha256: file.afterSha256,
  afterSha256: file.beforeSha256,
  beforeMode: file.afterMode,
  afterMode: file.beforeMode,
})

function conflictOf({ afterSha256, afterMode }: EntryFile, state: FileState | null): string | null {
  if (afterSha256 === null) return state === null ? null : 'There is a file where there was none.'
  if (state === null) return 'The file is gone.'
  if (sha256(state.bytes) !== afterSha256) return 'The file was changed since.'
  return state.mode === afterMode ? null : 'The permissions of the file were changed since.'
}

const oldPathConflict = async ({ oldPath }: EntryFile, overlay: Overlay): Promise<string | null> =>
  oldPath !== null && (await overlay.get(oldPath)) !== null ? `There is a file at ${oldPath} again.` : null

const movesOf = ({ path, oldPath }: EntryFile, before: FileState | null): Move[] =>
  oldPath === null
    ? [{ path, state: before }]
    : [
        { path, state: null },
        { path: oldPath, state: before, from: path },
      ]

async function stateBefore(images: Images, file: EntryFile, state: FileState | null): Promise<FileState | null> {
  const { beforeSha256, beforeMode, afterSha256, path } = file
  if (beforeSha256 === null || beforeMode === null) return null
  if (state && beforeSha256 === afterSha256) return { bytes: state.bytes, mode: beforeMode }
  const base = state && afterSha256 !== null ? { bytes: state.bytes, sha256: afterSha256 } : null
  const bytes = await loadImage(images, beforeSha256, base)
  if (!bytes) throw new HydraFlowError('CHANGE_IMAGES_PRUNED', undefined, { path })
  return { bytes, mode: beforeMode }
}

const imageOf = (state: FileState, base: FileState | null): NewImage => ({
  bytes: state.bytes,
  sha256: sha256(state.bytes),
  base: base && { bytes: base.bytes, sha256: sha256(base.bytes) },
  stretches: null,
})
