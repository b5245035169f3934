import type { PatchFile, PatchProblem } from '../../../contract/index.ts'
import { HydraFlowError } from '../../../contract/index.ts'
import type { FileState } from '../../file-state.ts'
import { computePatch } from '../compute-patch.ts'

/** Files by their path: text, bytes, or text of a file that may be run, whose path then ends in `*`. */
export type Tree = Readonly<Record<string, string | Buffer>>

type Asked = { readonly patch: string } | { readonly files: readonly (Partial<PatchFile> & Pick<PatchFile, 'path'>)[] }

/** The tree after a patch; or what is wrong with it, each problem by its path, hunk and word; or why it cannot be read. */
export async function patchedTree(tree: Tree, asked: Asked, mode: 'strict' | 'lenient' = 'strict') {
  const files = new Map(Object.entries(tree).map(([name, content]) => [name.replace('*', ''), stateOf(name, content)]))
  const computed = await compute(files, asked, mode)
  if (typeof computed === 'string') return computed
  if (!computed.ok)
    return computed.problems.map(({ path, hunk, problem }) => [path, hunk, problem].join(' ').replace('  ', ' '))
  for (const { path, after } of computed.changes.filter((change) => change.after === null))
    if (!after) files.delete(path)
  for (const { path, after } of computed.changes) if (after) files.set(path, after)
  const entries = [...files].map(([path, { bytes, mode: bits }]) => [
    bits === 0o755 ? `${path}*` : path,
    bytes.toString('latin1'),
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

/** All that is wrong with a patch. */
export async function problemsOf(
  tree: Tree,
  asked: Asked,
  mode: 'strict' | 'lenient' = 'strict',
): Promise<PatchProblem[]> {
  const files = new Map(Object.entries(tree).map(([name, content]) => [name, stateOf(name, content)]))
  const computed = await compute(files, asked, mode)
  return typeof computed === 'string' || computed.ok ? [] : computed.problems
}

async function compute(files: ReadonlyMap<string, FileState>, asked: Asked, mode: 'strict' | 'lenient') {
  const input =
    'patch' in asked ? asked : { files: asked.files.map((file) => ({ encoding: 'utf-8' as const, ...file })) }
  try {
    return await computePatch({ ...input, mode }, async (path) => files.get(path) ?? null)
  } catch (error) {
    if (error instanceof HydraFlowError) return `${error.reason}: ${error.message}`
    throw error
  }
}

const stateOf = (name: string, content: string | Buffer): FileState => ({
  bytes: Buffer.from(content as string),
  mode: name.endsWith('*') ? 0o755 : 0o644,
})
