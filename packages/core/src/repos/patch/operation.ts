import { HydraFlowError, type PatchFile, type PatchProblem } from '../../contract/index.ts'
import type { BinaryPatch } from './parse-git-binary.ts'

/** What a patch does to one file, whatever form the patch came in. */
export interface Operation {
  readonly path: string
  /** Where the file goes, if it is renamed or copied. */
  readonly to: string | null
  readonly copies: boolean
  /** Whether it may be run afterwards; null leaves that as it is. */
  readonly executable: boolean | null
  /** `create` wants no file to be there, `write` does not care. */
  readonly act: 'change' | 'create' | 'write' | 'delete'
  readonly changes: Changes | null
  /** What the format can say and HydraFlow does not do. */
  readonly refused: Pick<PatchProblem, 'problem' | 'message'> | null
}

export type Changes =
  | { readonly kind: 'content'; readonly content: string | Buffer }
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'hunks'; readonly hunks: readonly Hunk[] }
  | { readonly kind: 'chunks'; readonly chunks: readonly Chunk[] }
  | { readonly kind: 'binary'; readonly binary: BinaryPatch }

export type Edit = NonNullable<PatchFile['edits']>[number]

/** A line of a hunk: kept, removed or added. The text has no line feed; a carriage return is part of it. */
export interface HunkLine {
  readonly kind: ' ' | '-' | '+'
  readonly text: string
  /** `\ No newline at end of file` stands below it. */
  readonly open: boolean
}

export interface Hunk {
  /** The line it is said to begin at, from 0; null when nothing is said. */
  readonly start: number | null
  readonly lines: readonly HunkLine[]
}

/** A hunk of a `*** Begin Patch` envelope: its place is said by a line that comes before it, if by anything. */
export interface Chunk {
  readonly header: string | null
  readonly lines: readonly HunkLine[]
  readonly endOfFile: boolean
}

export const operation = (fields: Partial<Operation> & Pick<Operation, 'path'>): Operation => ({
  copies: false,
  executable: null,
  act: 'change',
  changes: null,
  refused: null,
  ...fields,
  // A file that is renamed to its own name stays.
  to: fields.to === undefined || fields.to === fields.path ? null : fields.to,
})

const maxLines = 2_000_000

/** The lines of a patch, without their line feeds. The bound keeps a patch of nothing but line feeds out of memory. */
export function patchLines(text: string): string[] {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  if (count > maxLines) throw new HydraFlowError('PATCH_INVALID', `A patch has at most ${maxLines} lines.`)
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

export const unreadable = (line: number, why: string): HydraFlowError =>
  new HydraFlowError('PATCH_INVALID', `Line ${line} of the patch: ${why}`, { line })
