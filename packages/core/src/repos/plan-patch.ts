import { HydraFlowError, type PatchProblem, type Repo } from '../contract/index.ts'
import { type FileChange, type FileState, sha256 } from './file-state.ts'
import { type Look as LookAt, type PatchInput, computePatch } from './patch/compute-patch.ts'
import { problemAt } from './patch/patch-problem.ts'
import { checkTwins, createRules } from './tree/path-rules.ts'
import type { Root } from './tree/root.ts'
import { isBlocked } from './tree/verify-tree.ts'

export interface PlanDeps {
  readonly dataDir: string
  readonly repo: Repo
  readonly root: Root
}

/** Works out what a patch would do to the files as they are; throws everything that speaks against it. */
export async function planPatch(deps: PlanDeps, input: PatchInput): Promise<readonly FileChange[]> {
  const look = lookOnce(deps)
  const computed = await computePatch(input, look)
  await requireExpected(input, look)
  if (!computed.ok) throw doesNotApply(computed.problems)
  if (computed.changes.length === 0) throw new HydraFlowError('PATCH_EMPTY')
  await checkChanges(deps, computed.changes)
  return computed.changes
}

/** Throws unless the rules of the repository allow some changes, all of them. */
export async function checkChanges({ dataDir, repo, root }: PlanDeps, changes: readonly FileChange[]): Promise<void> {
  const rules = createRules({ ...repo.rules, dataDir, root: repo.root })
  for (const change of changes) rules.checkWrite(change.path, change)
  await checkTwins(changes, (directory) => root.names(directory))
  await checkWays(root, changes)
}

/** Throws if something stands where a new file, or a directory for it, is going to be. */
async function checkWays(root: Root, changes: readonly FileChange[]): Promise<void> {
  const leaving = new Set(changes.filter(({ after }) => after === null).map(({ path }) => path))
  const problems: PatchProblem[] = []
  for (const { path, before, after } of changes) {
    if (before !== null || after === null || !(await isBlocked(root, path, leaving))) continue
    problems.push(problemAt(path, null, 'file_exists', 'Something else stands at this path or in the way to it.'))
  }
  if (problems.length > 0) throw doesNotApply(problems)
}

/** Reads each file once, so that a plan speaks of one moment; what is closed to reading is closed to patches. */
function lookOnce({ dataDir, repo, root }: PlanDeps): LookAt {
  const rules = createRules({ ...repo.rules, dataDir, root: repo.root })
  const seen = new Map<string, Promise<FileState | null>>()
  return (path) => {
    const known = seen.get(path)
    if (known) return known
    const read = (async () => {
      rules.checkRead(path)
      return await root.read(path)
    })()
    seen.set(path, read)
    return read
  }
}

async function requireExpected({ files = [], expectedSha256 = {} }: PatchInput, look: LookAt): Promise<void> {
  const expected = new Map(Object.entries(expectedSha256))
  for (const { path, expectedSha256: one } of files) if (one !== undefined) expected.set(path, one)
  const changed: { path: string; expected: string | null; actual: string | null }[] = []
  for (const [path, wanted] of expected) {
    const state = await look(path)
    const actual = state && sha256(state.bytes)
    if (actual !== wanted) changed.push({ path, expected: wanted, actual })
  }
  if (changed.length === 0) return
  const names = changed.map(({ path }) => path).join(', ')
  throw new HydraFlowError('FILE_CHANGED', `Not as the patch expects: ${names}.`, { files: changed })
}

function doesNotApply(problems: readonly PatchProblem[]): HydraFlowError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const message = first ? `${first.path}: ${first.message}${more}` : undefined
  return new HydraFlowError('PATCH_DOES_NOT_APPLY', message, { problems })
}
