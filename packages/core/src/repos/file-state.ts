import { hash } from 'node:crypto'
import type { LineHunk } from './patch/diff-lines.ts'

/** A regular file: its bytes, and its permission bits (`0o644`). */
export interface FileState {
  readonly bytes: Buffer
  readonly mode: number
}

/**
 * What happens to one path: `null` before is a file that is made, `null` after one that is deleted. A rename is two of
 * these, a deletion and a file that is made, and the second names the first by `renamedFrom`.
 */
export interface FileChange {
  readonly path: string
  readonly before: FileState | null
  readonly after: FileState | null
  readonly renamedFrom?: string | undefined
  /** Where its lines differ, if whoever worked the change out knows. */
  readonly hunks?: readonly LineHunk[] | undefined
}

/** The content's name: SHA-256 in lower case hexadecimal. */
export const sha256 = (bytes: Buffer): string => hash('sha256', bytes, 'hex')

export const isSameFile = (one: FileState | null, other: FileState | null): boolean =>
  one === null || other === null ? one === other : one.mode === other.mode && one.bytes.equals(other.bytes)
