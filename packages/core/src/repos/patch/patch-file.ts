import type { PatchProblem } from '../../contract/index.ts'
import type { FileState } from '../file-state.ts'
import { applyChunks } from './apply-chunks.ts'
import { applyHunks } from './apply-hunks.ts'
import { editText } from './edit-text.ts'
import type { LineHunk } from './diff-lines.ts'
import type { Changes, Operation } from './operation.ts'
import { applyGitBinary } from './parse-git-binary.ts'
import { problemAt } from './patch-problem.ts'
import type { PatchedText, Target } from './patched-text.ts'
import { type TextFile, decodeText, encodeText, withMark, withoutMark } from './text-file.ts'

interface Patched {
  readonly after: FileState | null
  /** Where its lines differ, if the patch said so. */
  readonly hunks?: readonly LineHunk[] | undefined
}

interface ChangedBytes extends Pick<Patched, 'hunks'> {
  readonly bytes: Buffer
}

type Failed = { readonly problems: PatchProblem[] }

/** The file as the operation leaves it; `state` is null for one that is made. */
export function patchFile(
  { path, act, changes, executable }: Operation,
  state: FileState | null,
  how: Pick<Target, 'mode' | 'effort'>,
): Patched | Failed {
  const old = state?.bytes ?? Buffer.alloc(0)
  const changed = changes ? changedBytes(old, changes, { path, ...how }) : { bytes: old }
  if ('problems' in changed) return changed
  const { bytes, hunks } = changed
  if (act !== 'delete') return { after: { bytes, mode: modeOf(state, executable) }, hunks }
  const leavesLines = bytes.length > 0 && changes !== null && changes.kind !== 'binary'
  if (!leavesLines || how.mode === 'lenient') return { after: null }
  return failed(
    path,
    'text_not_found',
    'The patch deletes the file, and the file has lines that the patch does not show.',
  )
}

/** Those who may read a file may run it, or none may. */
function modeOf(state: FileState | null, executable: boolean | null): number {
  if (state === null) return executable ? 0o755 : 0o644
  if (executable === null) return state.mode
  return executable ? state.mode | ((state.mode & 0o444) >> 2) : state.mode & ~0o111
}

function changedBytes(old: Buffer, changes: Changes, target: Target): ChangedBytes | Failed {
  if (changes.kind === 'content') {
    if (typeof changes.content !== 'string') return { bytes: changes.content }
    // The file keeps its encoding; one that is binary becomes text.
    const encoding = decodeText(old)?.encoding ?? 'utf-8'
    return encoded({ text: encoding === 'utf-8' ? changes.content : withoutMark(changes.content), encoding }, target)
  }
  if (changes.kind === 'binary') {
    const bytes = applyGitBinary(changes.binary, old)
    return bytes ? { bytes } : failed(target.path, 'text_not_found', 'The binary patch was made for other bytes.')
  }
  const file = decodeText(old)
  if (!file) return failed(target.path, 'binary', 'The file is binary; send its whole content as base64.')
  // A diff shows the byte order mark as a part of the first line.
  const seen =
    changes.kind === 'hunks' && changes.hunks.some(({ lines }) => lines.some(({ text }) => text.startsWith('\uFEFF')))
      ? withMark(file)
      : file
  const patched = changedText(seen.text, changes, target)
  if (!patched.ok) return { problems: patched.problems }
  return { ...encoded({ text: patched.text, encoding: seen.encoding }, target), hunks: patched.hunks }
}

function changedText(
  text: string,
  changes: Exclude<Changes, { kind: 'content' | 'binary' }>,
  target: Target,
): PatchedText {
  if (changes.kind === 'edits') return editText(text, changes.edits, target)
  return changes.kind === 'hunks' ? applyHunks(text, changes.hunks, target) : applyChunks(text, changes.chunks, target)
}

function encoded(file: TextFile, { path }: Target): ChangedBytes | Failed {
  const bytes = encodeText(file)
  if (bytes) return { bytes }
  return failed(path, 'encoding', 'The file is in latin1, which has no place for a character of the patch.')
}

const failed = (path: string, problem: PatchProblem['problem'], message: string): Failed => ({
  problems: [problemAt(path, null, problem, message)],
})
