import { type ChangeStats, linesCharged, linesForBytes, linesForRest } from '../contract/index.ts'
import type { BudgetAsk } from './budget/budget-left.ts'
import { type FileChange, type FileState, sha256 } from './file-state.ts'
import type { NewImage } from './images/image-store.ts'
import type { Reverted } from './journal.ts'
import type { EntryFile } from './ledger/entry.ts'
import { type LineHunk, diffOf } from './patch/diff-lines.ts'
import type { Stretch } from './patch/splice.ts'

/** What a change would write, not yet measured. */
export interface Intent {
  readonly changes: readonly FileChange[]
  /** Of an undo or redo: what it reverts, and the states between that a later one may need. */
  readonly reverted?: readonly Reverted[]
  readonly between?: readonly NewImage[]
}

/** A change measured: what the ledger would say of it, what it would cost. */
export interface Plan {
  readonly files: readonly PlannedFile[]
  readonly stats: ChangeStats
  readonly asked: BudgetAsk
}

export interface PlannedFile {
  readonly entry: EntryFile
  /** The bytes before, where there were some, and after, where there are some. */
  readonly before: FileState | null
  readonly after: FileState | null
  /** Where the bytes of its lines differ; null for a binary file. */
  readonly stretches: readonly Stretch[] | null
  /** Of the lines added and removed; of a binary file, before and after. */
  readonly bytes: number
}

/** Measures a change from its real contents. */
export function planFrom(changes: readonly FileChange[]): Plan {
  const files = pairRenames(changes).map(plannedFile)
  const total = (count: (file: PlannedFile) => number) => files.reduce((sum, file) => sum + count(file), 0)
  const stats = {
    files: files.length,
    linesAdded: total(({ entry }) => entry.linesAdded),
    linesRemoved: total(({ entry }) => entry.linesRemoved),
    bytes: total(({ bytes }) => bytes),
  }
  return {
    files,
    stats,
    asked: { files: files.length, lines: total(({ entry }) => linesCharged(entry)), bytes: stats.bytes },
  }
}

/** What a change takes at the most, told without comparing its files. */
export function askedAtMost(changes: readonly FileChange[]): BudgetAsk {
  const asked = { files: changes.length, lines: 0, bytes: 0 }
  for (const { before, after, hunks } of changes) {
    const bytes = (before?.bytes.length ?? 0) + (after?.bytes.length ?? 0)
    asked.bytes += bytes
    asked.lines += linesForRest + (hunks ? linesOf(hunks) : linesIn(before) + linesIn(after) + linesForBytes(bytes))
  }
  return asked
}

const linesOf = (hunks: readonly LineHunk[]): number =>
  hunks.reduce((sum, hunk) => sum + hunk.beforeEnd - hunk.beforeStart + hunk.afterEnd - hunk.afterStart, 0)

/** Its line feeds, and what may stand behind the last one. */
function linesIn(state: FileState | null): number {
  if (state === null) return 0
  let lines = 1
  for (let at = state.bytes.indexOf(lineFeed); at >= 0; at = state.bytes.indexOf(lineFeed, at + 1)) lines++
  return lines
}

const lineFeed = 10

interface Pair {
  readonly path: string
  readonly oldPath: string | null
  readonly before: FileState | null
  readonly after: FileState | null
  readonly known: FileChange['hunks']
}

/** A rename comes as a deletion and a file that is made; it is one file of the ledger. */
function pairRenames(changes: readonly FileChange[]): Pair[] {
  const deleted = new Map(changes.filter(({ after }) => after === null).map((change) => [change.path, change]))
  const pairs: Pair[] = []
  for (const { path, before, after, renamedFrom, hunks: known } of changes) {
    const source = renamedFrom === undefined || before !== null ? undefined : deleted.get(renamedFrom)
    if (source) deleted.delete(source.path)
    if (after === null && before !== null) continue
    pairs.push({ path, oldPath: source?.path ?? null, before: source ? source.before : before, after, known })
  }
  const gone = [...deleted.values()].map(({ path, before }) => ({
    path,
    oldPath: null,
    before,
    after: null,
    known: undefined,
  }))
  return [...pairs, ...gone].toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

function plannedFile({ path, oldPath, before, after, known }: Pair): PlannedFile {
  const { binary, linesAdded, linesRemoved, bytes, diff, stretches } = diffOf(before, after, { path, oldPath }, known)
  const entry: EntryFile = {
    path,
    oldPath,
    action: actionOf(before, after, oldPath),
    binary,
    linesAdded,
    linesRemoved,
    beforeSha256: before && sha256(before.bytes),
    afterSha256: after && sha256(after.bytes),
    beforeMode: before && before.mode,
    afterMode: after && after.mode,
    beforeBytes: before && before.bytes.length,
    afterBytes: after && after.bytes.length,
    diff,
  }
  return { entry, before, after, stretches, bytes }
}

function actionOf(before: FileState | null, after: FileState | null, oldPath: string | null): EntryFile['action'] {
  if (oldPath !== null) return 'renamed'
  if (before === null) return 'added'
  return after === null ? 'deleted' : 'modified'
}

type Direction = 'before' | 'after'

/** What must be kept so that a file can be brought to one of its two states from the other. */
export function imagesOf({ files }: Pick<Plan, 'files'>, kept: Direction): NewImage[] {
  return files.flatMap(({ entry, before, after, stretches }) => {
    const old = before && { bytes: before.bytes, sha256: entry.beforeSha256 ?? '' }
    const young = after && { bytes: after.bytes, sha256: entry.afterSha256 ?? '' }
    const [image, base] = kept === 'before' ? [old, young] : [young, old]
    // Behind a rename that was cut off there may be nothing at the old path to make the image from.
    if (image !== null && kept === 'before' && entry.oldPath !== null)
      return [{ ...image, base: null, stretches: null }]
    if (image === null || base?.sha256 === image.sha256) return []
    return [{ ...image, base, stretches: kept === 'before' ? stretches : (stretches?.map(turned) ?? null) }]
  })
}

/** The same stretch for the way back. */
const turned = ({ beforeStart, beforeEnd, afterStart, afterEnd }: Stretch): Stretch => ({
  beforeStart: afterStart,
  beforeEnd: afterEnd,
  afterStart: beforeStart,
  afterEnd: beforeEnd,
})
