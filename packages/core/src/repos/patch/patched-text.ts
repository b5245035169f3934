import type { PatchProblem } from '../../contract/index.ts'
import type { LineHunk } from './diff-lines.ts'
import type { Effort } from './effort.ts'

/** A text after a patch, or all that is wrong with the patch. */
export type PatchedText =
  | { readonly ok: true; readonly text: string; readonly hunks?: readonly LineHunk[] | undefined }
  | { readonly ok: false; readonly problems: PatchProblem[] }

export const patchedText = (text: string, problems: PatchProblem[]): PatchedText =>
  problems.length > 0 ? { ok: false, problems } : { ok: true, text }

/** The file as problems name it, and how loosely places in it are found. */
export interface Target {
  readonly path: string
  readonly mode: 'strict' | 'lenient'
  readonly effort: Effort
}
