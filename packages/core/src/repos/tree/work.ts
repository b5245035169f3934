import type { BigIntStats } from 'node:fs'
import type { FileChange } from '../file-state.ts'
import type { FileIdentity } from './new-files.ts'
import type { TemporaryFile } from './temporary-file.ts'

/** One change on its way, with all that is needed to take it back. */
export interface Piece {
  readonly change: FileChange
  /** Of the file as it was verified. */
  stats: BigIntStats | null
  temporary: TemporaryFile | null
  /** Set before the call that deletes or renames, because a call that failed may yet have done it. */
  begun: boolean
}

export interface Work {
  readonly token: string
  readonly pieces: readonly Piece[]
  readonly madeDirectories: string[]
  readonly removedDirectories: { readonly path: string; readonly mode: number }[]
  /** Directories in which names have changed. */
  readonly touched: Set<string>
}

/** True if this is the very file that was marked, and nobody wrote to it since; it may have been renamed. */
export const isIdentical = (now: FileIdentity | null, mark: FileIdentity | null): boolean =>
  now === null || mark === null
    ? now === mark
    : (['dev', 'ino', 'mode', 'size', 'mtimeNs'] as const).every((key) => now[key] === mark[key])

/** True if a name stands for the very file that was verified, and nobody did anything to it since. */
export const isUntouched = (now: BigIntStats | null, then: BigIntStats | null): boolean =>
  isIdentical(now, then) && now?.ctimeNs === then?.ctimeNs
