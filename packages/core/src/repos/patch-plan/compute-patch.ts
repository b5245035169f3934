import type { PatchFile, PatchProblem } from '../../contract/index.ts'
import type { FileChange, FileState } from '../file-state.ts'
import { isSameFile } from '../file-state.ts'
import { applyHunks, deletesAll } from './apply-hunks.ts'
import { editText } from './edit-text.ts'
import { isEnvelope, parseEnvelope } from './parse-envelope.ts'
import { parseFileDiff, parseUnifiedDiff } from './parse-unified-diff.ts'
import type { PatchStep } from './patch-step.ts'
import { type TextProblem, problemOf } from './problems.ts'
import { type TextEncoding, decodeText, encodeText } from './text-file.ts'

/** Gives the file at a path, or null; throws for a path that may not be touched. */
export type Look = (path: string) => Promise<FileState | null>

export interface PatchInput {
  readonly files?: readonly PatchFile[] | undefined
  readonly patch?: string | undefined
  readonly mode: 'strict' | 'lenient'
  readonly expectedSha256?: Readonly<Record<string, string | null>> | undefined
}

export type Computed =
  | { readonly ok: true; readonly changes: FileChange[] }
  | { readonly ok: false; readonly problems: PatchProblem[] }

/**
 * Works out in memory what a patch makes of the files that it names. When anything does not fit, every file and hunk
 * that does not is told. Throws `PATCH_INVALID` for a text that is no patch.
 */
export async function computePatch(input: PatchInput, look: Look): Promise<Computed> {
  const steps = stepsOf(input)
  const problems = namedTwice(steps)
  const outcomes: Outcome[] = []
  for (const step of steps) {
    const outcome = await outcomeOf(step, input.mode === 'lenient', look)
    problems.push(...outcome.problems.map((problem) => problemOf(step.path, problem)))
    outcomes.push(outcome)
  }
  problems.push(...(await blockedTargets(outcomes, look)))
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, changes: await changesFrom(outcomes, look) }
}

function stepsOf({ files, patch, mode }: PatchInput): PatchStep[] {
  if (files) return files.map((file) => stepOfFile(file, mode))
  return isEnvelope(patch ?? '') ? parseEnvelope(patch ?? '', mode) : parseUnifiedDiff(patch ?? '', mode)
}

function stepOfFile(file: PatchFile, strictness: PatchInput['mode']): PatchStep {
  const { path, content, encoding, edits, diff, delete: isDeleted, renameTo, mode } = file
  const also = { ...(renameTo !== undefined && renameTo !== path && { renameTo }), ...(mode !== undefined && { mode }) }
  if (isDeleted) return { path, act: { kind: 'delete', hunks: [] } }
  if (content !== undefined) {
    const bytes = encoding === 'base64' ? Buffer.from(content, 'base64') : content
    return { path, ...also, act: { kind: 'content', content: bytes } }
  }
  if (edits) return { path, ...also, act: { kind: 'edits', edits } }
  if (diff !== undefined) return { ...parseFileDiff(diff, path, strictness), ...also }
  return { path, ...also, act: { kind: 'keep' } }
}

/** What one step leaves: the state of the file where it ends up, or null if it is gone. */
interface Outcome {
  readonly path: string
  readonly target: string
  /** The file is no longer where it was. */
  readonly leaves: boolean
  /** The target must be free. */
  readonly arrives: boolean
  readonly after: FileState | null
  readonly problems: readonly TextProblem[]
}

function namedTwice(steps: readonly PatchStep[]): PatchProblem[] {
  const counts = new Map<string, number>()
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const { path, renameTo, act, copy } of steps) {
    if (act.kind !== 'add' && !copy) count(`from ${path}`)
    if (renameTo !== undefined) count(`to ${renameTo}`)
    else if (act.kind !== 'delete') count(`to ${path}`)
  }
  const twice = new Set([...counts].filter(([, times]) => times > 1).map(([key]) => key.slice(key.indexOf(' ') + 1)))
  return [...twice].map((path) =>
    problemOf(path, { hunk: null, problem: 'named_twice', message: 'The patch names this file twice.' }),
  )
}

async function outcomeOf(step: PatchStep, lenient: boolean, look: Look): Promise<Outcome> {
  const { path, act, renameTo, copy = false } = step
  const target = renameTo ?? path
  const before = await look(path)
  const base = {
    path,
    target,
    leaves: act.kind === 'delete' || (renameTo !== undefined && !copy),
    after: null,
    problems: [],
  }
  const arrives = act.kind === 'add' || renameTo !== undefined
  const refused = (problem: Omit<TextProblem, 'hunk'>): Outcome => ({
    ...base,
    arrives,
    problems: [{ hunk: null, ...problem }],
  })
  if (act.kind === 'refuse') return refused(act)
  if (act.kind === 'add') {
    if (before !== null) return { ...base, leaves: false, arrives, after: newFile(Buffer.from(act.content), step) }
    return { ...base, arrives, after: newFile(Buffer.from(act.content), step) }
  }
  if (act.kind === 'content' && before === null) {
    if (renameTo !== undefined) return refused(missing)
    const bytes = typeof act.content === 'string' ? Buffer.from(act.content) : act.content
    return { ...base, arrives: false, after: newFile(bytes, step) }
  }
  if (before === null) return refused(missing)
  if (act.kind === 'delete') return deletion({ ...base, arrives }, before, act.hunks)
  const bytes = contentAfter(before, act, lenient)
  if ('problems' in bytes) return { ...base, arrives, problems: bytes.problems }
  return { ...base, arrives, after: { bytes: bytes.bytes, mode: modeAfter(before.mode, step.mode) } }
}

const missing = { problem: 'file_not_found', message: 'There is no such file.' } as const

const newFile = (bytes: Buffer, { mode }: PatchStep): FileState => ({ bytes, mode: mode === '755' ? 0o755 : 0o644 })

/** As git does: who may read may execute, or nobody may. */
function modeAfter(mode: number, wanted: PatchStep['mode']): number {
  if (wanted === undefined) return mode
  return wanted === '755' ? mode | ((mode & 0o444) >> 2) : mode & ~0o111
}

function deletion(outcome: Outcome, before: FileState, hunks: Parameters<typeof deletesAll>[1]): Outcome {
  if (hunks.length === 0) return outcome
  const text = decodeText(before.bytes)?.text ?? ''
  if (deletesAll(text, hunks)) return outcome
  const problem = {
    hunk: null,
    problem: 'text_not_found',
    message: 'The file holds something else than what the patch deletes.',
  } as const
  return { ...outcome, problems: [problem] }
}

type Content = { readonly bytes: Buffer } | { readonly problems: TextProblem[] }

function contentAfter(before: FileState, act: PatchStep['act'], lenient: boolean): Content {
  if (act.kind === 'keep') return { bytes: before.bytes }
  const decoded = decodeText(before.bytes)
  if (act.kind === 'content') {
    return typeof act.content === 'string' ? encoded(act.content, decoded?.encoding ?? 'utf-8') : { bytes: act.content }
  }
  if (!decoded) {
    const message = 'The file is binary; give its whole content with encoding base64.'
    return { problems: [{ hunk: null, problem: 'binary', message }] }
  }
  const changed =
    act.kind === 'edits'
      ? editText(decoded.text, act.edits)
      : applyHunks(decoded.text, act.kind === 'hunks' ? act.hunks : [], {
          form: act.kind === 'hunks' ? act.form : 'diff',
          lenient,
        })
  return 'problems' in changed ? changed : encoded(changed.text, decoded.encoding)
}

/** In the encoding of the file. A content that brings its own byte order mark needs no second one. */
function encoded(text: string, encoding: TextEncoding): Content {
  const bytes = encodeText(encoding === 'utf-8' || encoding === 'latin1' ? text : text.replace(/^\ufeff/, ''), encoding)
  if (bytes) return { bytes }
  const message = `The file is in an encoding of one byte a character, which has no place for a character of the new text; give its whole content with encoding base64.`
  return { problems: [{ hunk: null, problem: 'encoding', message }] }
}

/** A file may come to a place that is free, or that another step of the patch frees. */
async function blockedTargets(outcomes: readonly Outcome[], look: Look): Promise<PatchProblem[]> {
  const freed = new Set(outcomes.filter(({ leaves }) => leaves).map(({ path }) => path))
  const problems: PatchProblem[] = []
  for (const { target, arrives } of outcomes) {
    if (!arrives || freed.has(target) || (await look(target)) === null) continue
    problems.push(problemOf(target, { hunk: null, problem: 'file_exists', message: 'There is a file already.' }))
  }
  return problems
}

async function changesFrom(outcomes: readonly Outcome[], look: Look): Promise<FileChange[]> {
  const after = new Map<string, { state: FileState | null; renamedFrom?: string }>()
  for (const { path, leaves } of outcomes) if (leaves) after.set(path, { state: null })
  for (const { path, target, leaves, after: state } of outcomes) {
    if (state === null) continue
    after.set(target, { state, ...(leaves && target !== path && { renamedFrom: path }) })
  }
  const changes: FileChange[] = []
  for (const [path, { state, renamedFrom }] of after) {
    const before = await look(path)
    if (isSameFile(before, state)) continue
    changes.push({ path, before, after: state, ...(renamedFrom !== undefined && before === null && { renamedFrom }) })
  }
  return changes
}
