import { HydraFlowError, type PatchProblem, type Repo, isHydraFlowError } from '../contract/index.ts'
import { type FileChange, type FileState, sha256 } from './file-state.ts'
import { type Look as LookAt, type PatchInput, computePatch } from './patch/compute-patch.ts'
import { problemAt } from './patch/patch-problem.ts'
import { checkTwins, createRules } from './tree/path-rules.ts'
import { ancestorsOf } from './tree/paths.ts'
import type { Root } from './tree/root.ts'
import { isTaken } from './tree/verify-tree.ts'

export interface PlanDeps {
  readonly dataDir: string
  readonly repo: Repo
  readonly root: Root
}

/** Works out what a patch would do to the files as they are; throws everything that speaks against it. */
export async function planPatch(deps: PlanDeps, input: PatchInput): Promise<readonly FileChange[]> {
  const refusals: Refusals = new Map()
  const look = lookOnce(deps, refusals)
  const computed = await computePatch(input, look)
  const unexpected = await unexpectedFiles(input, look)
  const changes = computed.ok ? computed.changes : []
  if (refusals.size > 0) requireAllowed(deps, changes, refusals)
  if (unexpected.length > 0) throw notAsExpected(unexpected)
  if (!computed.ok) throw doesNotApply(computed.problems)
  if (changes.length === 0) throw new HydraFlowError('PATCH_EMPTY')
  await checkChanges(deps, changes)
  return changes
}

/** Throws unless the rules of the repository allow some changes, all of them. */
export async function checkChanges(deps: PlanDeps, changes: readonly FileChange[]): Promise<void> {
  const { root } = deps
  requireAllowed(deps, changes)
  await checkTwins(changes, (directory) => root.names(directory))
  await checkWays(root, changes)
}

/** Paths that may not be touched, each with the reason. */
type Refusals = Map<string, HydraFlowError>

/** Throws if the rules refuse a change, or if one was refused before; names every path that is. */
function requireAllowed(
  { dataDir, repo }: PlanDeps,
  changes: readonly FileChange[],
  refusals: Refusals = new Map(),
): void {
  const rules = createRules({ ...repo.rules, dataDir, root: repo.root })
  for (const change of changes) {
    try {
      rules.checkWrite(change.path, change)
    } catch (error) {
      keepRefusal(refusals, change.path, error)
    }
  }
  if (refusals.size > 0) throw pathsRefused(refusals)
}

function keepRefusal(refusals: Refusals, path: string, error: unknown): void {
  if (!isHydraFlowError(error)) throw error
  if (!refusals.has(path)) refusals.set(path, error)
}

function pathsRefused(refusals: Refusals): HydraFlowError | undefined {
  const [first] = refusals.values()
  if (!first || refusals.size === 1) return first
  const paths = Array.from(refusals, ([path, { reason, message }]) => ({ path, reason, message }))
  const message = `${first.message} (and ${refusals.size - 1} more)`
  return new HydraFlowError(first.reason, message, { ...first.details, paths })
}

/** Throws if something stands where a new file, or a directory for it, is going to be. */
async function checkWays(root: Root, changes: readonly FileChange[]): Promise<void> {
  const leaving = new Set(changes.filter(({ after }) => after === null).map(({ path }) => path))
  const coming = new Set(changes.filter(({ after }) => after !== null).map(({ path }) => path))
  const problems: PatchProblem[] = []
  for (const { path, before, after } of changes) {
    if (after === null) continue
    const above = [...ancestorsOf(path)].find((directory) => coming.has(directory))
    if (above !== undefined)
      problems.push(
        problemAt(path, null, 'file_exists', `The patch leaves a file at ${above}, which is no directory then.`),
      )
    else if (before === null && (await isTaken(root, path, leaving)))
      problems.push(problemAt(path, null, 'file_exists', 'Something else stands at this path or in the way to it.'))
  }
  if (problems.length > 0) throw doesNotApply(problems)
}

/**
 * Reads each file once, so that a plan speaks of one moment; what is closed to reading is closed to patches. A file that
 * is refused counts as absent, so that the patch is read to its end and all that are refused are known.
 */
function lookOnce({ dataDir, repo, root }: PlanDeps, refusals: Refusals): LookAt {
  const rules = createRules({ ...repo.rules, dataDir, root: repo.root })
  const seen = new Map<string, Promise<FileState | null>>()
  return (path) => {
    const known = seen.get(path)
    if (known) return known
    const read = (async () => {
      try {
        rules.checkRead(path)
        return await root.readIfFile(path)
      } catch (error) {
        keepRefusal(refusals, path, error)
        return null
      }
    })()
    seen.set(path, read)
    return read
  }
}

interface Unexpected {
  readonly path: string
  readonly expected: string | null
  readonly actual: string | null
}

async function unexpectedFiles(
  { files = [], expectedSha256 = {} }: PatchInput,
  look: LookAt,
): Promise<readonly Unexpected[]> {
  const expected = new Map(Object.entries(expectedSha256))
  for (const { path, expectedSha256: one } of files) if (one !== undefined) expected.set(path, one)
  const changed: Unexpected[] = []
  for (const [path, wanted] of expected) {
    const state = await look(path)
    const actual = state && sha256(state.bytes)
    if (actual !== wanted) changed.push({ path, expected: wanted, actual })
  }
  return changed
}

function notAsExpected(files: readonly Unexpected[]): HydraFlowError {
  const names = files.map(({ path }) => path).join(', ')
  return new HydraFlowError('FILE_CHANGED', `Not as the patch expects: ${names}.`, { files })
}

function doesNotApply(problems: readonly PatchProblem[]): HydraFlowError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const message = first ? `${first.path}: ${first.message}${more}` : undefined
  return new HydraFlowError('PATCH_DOES_NOT_APPLY', message, { problems })
}
