import { HydraFlowError, type PatchFile, type PatchProblem } from '../../contract/index.ts'
import { type FileChange, type FileState, isSameFile } from '../file-state.ts'
import { namedTwice } from './claims.ts'
import { Effort } from './effort.ts'
import type { Operation } from './operation.ts'
import { operationsOf } from './operations-of.ts'
import { patchFile } from './patch-file.ts'
import { problemAt } from './patch-problem.ts'

/** What is at a path; throws for paths that are refused. */
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
 * Works out in memory what a patch does to the files as they are. A patch that does not fit says so of every file and
 * every hunk; one that cannot be read throws `PATCH_INVALID`. What changes nothing is left out.
 */
export async function computePatch(input: PatchInput, look: Look): Promise<Computed> {
  const operations = operationsOf(input)
  const twice = namedTwice(operations)
  const changes = new Changes()
  const problems: PatchProblem[] = []
  const leaving = pathsLeft(operations)
  const how = { mode: input.mode, effort: new Effort() }
  let held = 0
  for (const operation of operations) {
    const { path, to } = operation
    const state = await look(path)
    const target = to === null ? state : await look(to)
    const again = twice.get(operation)
    const result = again ? { problems: [again] } : patchOne(operation, { state, target, leaving, how })
    held += sizeOf(state) + ('after' in result ? sizeOf(result.after) : 0)
    if (held > maxHeld) throw tooMuch()
    if ('problems' in result) for (const problem of result.problems) problems.push(problem)
    else if (result.after === null) changes.leave(path, state)
    else if (to === null) changes.set({ path, before: state, after: result.after, hunks: result.hunks })
    else {
      if (!operation.copies) changes.leave(path, state)
      const renamedFrom = operation.copies ? undefined : path
      changes.set({ path: to, before: target, after: result.after, hunks: result.hunks, renamedFrom })
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, changes: changes.all() }
}

/** What a patch reads and what it makes are in memory at once. */
const maxHeld = 256 * 1024 * 1024

const sizeOf = (state: FileState | null): number => state?.bytes.length ?? 0

const tooMuch = () =>
  new HydraFlowError('FILE_TOO_LARGE', 'The files of the patch, before and after, are larger than 256 MiB together.', {
    maxBytes: maxHeld,
  })

/** Paths whose files are deleted or renamed, so that another file may come there. */
const pathsLeft = (operations: readonly Operation[]): Set<string> =>
  new Set(
    operations.flatMap(({ path, to, copies, act }) => (act === 'delete' || (to !== null && !copies) ? [path] : [])),
  )

interface Scene {
  readonly state: FileState | null
  /** What is where the file goes. */
  readonly target: FileState | null
  readonly leaving: ReadonlySet<string>
  readonly how: Parameters<typeof patchFile>[2]
}

type Result = ReturnType<typeof patchFile>

function patchOne(operation: Operation, { state, target, leaving, how }: Scene): Result {
  const { path, to, act, refused } = operation
  const problems: PatchProblem[] = []
  const exists = (at: string) =>
    problems.push(problemAt(at, null, 'file_exists', 'There is already a file at this path.'))
  if (to !== null && target !== null && !leaving.has(to)) exists(to)
  if (refused) return { problems: [...problems, problemAt(path, null, refused.problem, refused.message)] }
  const needsFile = act === 'change' || act === 'delete' || to !== null
  if (act === 'create' && state !== null && !leaving.has(path)) exists(path)
  else if (needsFile && state === null)
    problems.push(problemAt(path, null, 'file_not_found', 'There is no file at this path.'))
  else {
    const patched = patchFile(operation, act === 'create' ? null : state, how)
    if (!('problems' in patched) && problems.length === 0) return patched
    if ('problems' in patched) return { problems: [...problems, ...patched.problems] }
  }
  return { problems }
}

/** Gathers one change per path: a file may leave a path to which another one comes. */
class Changes {
  readonly #changes = new Map<string, FileChange>()

  set(change: FileChange): void {
    this.#changes.set(change.path, change)
  }

  leave(path: string, before: FileState | null): void {
    if (!this.#changes.has(path)) this.set({ path, before, after: null })
  }

  all(): FileChange[] {
    return [...this.#changes.values()].filter(({ before, after }) => !isSameFile(before, after))
  }
}
