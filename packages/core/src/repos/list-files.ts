import { lstat, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  HydraFlowError,
  type ListRepoFiles,
  type RepoFile,
  type RepoStatus,
  isHydraFlowError,
} from '../contract/index.ts'
import { cursorFrom, keyFrom } from '../kernel/keyset.ts'
import type { Deps } from '../kernel/deps.ts'
import { listGitFiles } from './git/list-files.ts'
import { listTree } from './git/list-tree.ts'
import { readGitStatus } from './git/read-status.ts'
import { getRepoFor } from './reader.ts'
import { checkedPath, createRules } from './tree/path-rules.ts'
import { movedRoot } from './tree/root.ts'

interface FilesDeps extends Deps {
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
}

interface ListDeps extends FilesDeps {
  readonly listings: Listings
}

const keptMs = 30_000

/** Whoever pages through a tree goes on in the list of the first page: to make it anew for each is slow in large trees. */
export class Listings {
  readonly #lists = new Map<string, { readonly at: number; readonly paths: readonly string[] }>()

  /** The paths below a root, from `list` if they are asked for anew or were listed long ago. */
  async of(root: string, { anew }: { readonly anew: boolean }, list: () => Promise<readonly string[]>) {
    for (const [other, { at }] of this.#lists) if (at < performance.now() - keptMs) this.#lists.delete(other)
    const known = anew ? undefined : this.#lists.get(root)
    if (known) return known.paths
    const paths = await list()
    this.#lists.set(root, { at: performance.now(), paths })
    return paths
  }
}

/** Files of the root in the order of their paths: what git would not ignore, and all of them without git. */
export async function listRepoFiles(
  { database, dataDir, environment, listings }: ListDeps,
  { repoId, path, q, limit, cursor }: ListRepoFiles,
): Promise<{ items: RepoFile[]; nextCursor: string | null }> {
  const repo = await getRepoFor(database.look, repoId, 'read')
  await requireRoot(repo.root)
  const rules = createRules({ ...repo.rules, dataDir, root: repo.root })
  const isOpen = (file: string) => allowed(() => rules.checkRead(checkedPath(file)))
  const prefix = path === undefined ? '' : `${checkedPath(path.replace(/\/$/, ''))}/`
  const after = cursor ? keyFrom(cursor, 'string')[0] : ''
  const list = async () => (await listGitFiles(repo.root, pathIn(environment))) ?? (await listTree(repo.root))
  const all = await listings.of(repo.root, { anew: after === '' }, list)
  const items: RepoFile[] = []
  for (const file of all) {
    if (file <= after || !file.startsWith(prefix) || (q !== undefined && !file.includes(q)) || !isOpen(file)) continue
    if (items.length === limit) return { items, nextCursor: cursorFrom([items.at(-1)?.path ?? '']) }
    const stats = await lstat(join(repo.root, file)).catch(() => null)
    if (stats?.isFile() || stats?.isSymbolicLink())
      items.push({ path: file, kind: stats.isFile() ? 'file' : 'symlink', bytes: stats.size })
  }
  return { items, nextCursor: null }
}

function allowed(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (isHydraFlowError(error)) return false
    throw error
  }
}

/** What git says of the root. */
export async function readRepoStatus({ database, environment }: FilesDeps, repoId: string): Promise<RepoStatus> {
  const { root } = await getRepoFor(database.look, repoId, 'read')
  await requireRoot(root)
  return { repoId, root, git: await readGitStatus(root, pathIn(environment)) }
}

/** Throws for a directory that has gone since it was registered, or in whose way a link stands. */
export async function requireRoot(root: string): Promise<void> {
  const stats = await stat(root).catch(() => null)
  if (!stats?.isDirectory())
    throw new HydraFlowError('REPO_ROOT_INVALID', `The directory ${root} is no longer there.`, { root })
  if ((await realpath(root)) !== root) throw movedRoot(root)
}

/** Where git is looked for. */
const pathIn = (environment: Readonly<Record<string, string>>): string => environment['PATH'] ?? ''
