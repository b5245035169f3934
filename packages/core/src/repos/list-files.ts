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

/** Files of the root in the order of their paths: what git would not ignore, and all of them without git. */
export async function listRepoFiles(
  { database, dataDir, environment }: FilesDeps,
  { repoId, path, q, limit, cursor }: ListRepoFiles,
): Promise<{ items: RepoFile[]; nextCursor: string | null }> {
  const repo = await getRepoFor(database.look, repoId, 'read')
  await requireRoot(repo.root)
  const rules = createRules({ ...repo.rules, dataDir, root: repo.root })
  const isOpen = (file: string) => allowed(() => rules.checkRead(checkedPath(file)))
  const prefix = path === undefined ? '' : `${checkedPath(path.replace(/\/$/, ''))}/`
  const after = cursor ? keyFrom(cursor, 'string')[0] : ''
  const all = (await listGitFiles(repo.root, pathIn(environment))) ?? (await listTree(repo.root))
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
