import type { BigIntStats } from 'node:fs'
import type { FileChange } from '../file-state.ts'
import type { TemporaryFile } from './temporary-file.ts'

/** One change on its way, with all that is needed to take it back. */
export interface Piece {
  readonly change: FileChange
  /** Of the file as it was verified. */
  readonly stats: BigIntStats | null
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

const content = ['dev', 'ino', 'mode', 'size', 'mtimeNs'] as const
const everything = [...content, 'ctimeNs'] as const

const agree = (now: BigIntStats | null, then: BigIntStats | null, keys: readonly (keyof BigIntStats)[]): boolean =>
  now === null || then === null ? now === then : keys.every((key) => now[key] === then[key])

/** True if a name stands for the very file that was verified, and nobody wrote to it since. */
export const isUntouched = (now: BigIntStats | null, then: BigIntStats | null): boolean => agree(now, then, everything)

/** The same for a file that was renamed since, which its change time shows. */
export const isSameContent = (now: BigIntStats | null, then: BigIntStats | null): boolean => agree(now, then, content)
