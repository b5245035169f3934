/** A line of a hunk: kept, removed or added. `text` has its end, unless the patch says that the file has none there. */
export interface HunkLine {
  readonly tag: ' ' | '-' | '+'
  readonly text: string
}

/** A stretch of a file that changes. */
export interface Hunk {
  readonly lines: readonly HunkLine[]
  /** Where its first line stands, counted from 0, as the patch says; null when it does not say. */
  readonly statedAt: number | null
  /** Of an envelope: a line that stands above, behind which to look. */
  readonly heading?: string | null
  /** Of an envelope: the hunk ends where the file ends. */
  readonly atEnd?: boolean
}

export interface Edit {
  readonly oldText: string
  readonly newText: string
  readonly replaceAll: boolean
}

/** What a patch does to one file, whatever form it came in. */
export interface PatchStep {
  readonly path: string
  /** The file moves there; with `copy` it also stays. */
  readonly renameTo?: string
  readonly copy?: boolean
  readonly mode?: '644' | '755'
  readonly act:
    | { readonly kind: 'keep' }
    | { readonly kind: 'add'; readonly content: string }
    | { readonly kind: 'content'; readonly content: string | Buffer }
    | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
    | { readonly kind: 'hunks'; readonly hunks: readonly Hunk[]; readonly form: 'diff' | 'envelope' }
    | { readonly kind: 'delete'; readonly hunks: readonly Hunk[] }
    | { readonly kind: 'refuse'; readonly problem: 'binary' | 'invalid'; readonly message: string }
}
