import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileChange, FileState } from '../../file-state.ts'

/** The files of a tree: path, and text with mode 0644 or a state. */
export type Tree = Readonly<Record<string, string | FileState>>

export const file = (text: string | Buffer, mode = 0o644): FileState => ({ bytes: Buffer.from(text as string), mode })

export const stateIn = (tree: Tree, path: string): FileState | null => {
  const state = Object.hasOwn(tree, path) ? tree[path] : undefined
  return state === undefined ? null : typeof state === 'string' ? file(state) : state
}

export async function plant(root: string, tree: Tree): Promise<void> {
  for (const path of Object.keys(tree)) {
    const { bytes, mode } = stateIn(tree, path) as FileState
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), bytes)
    await chmod(join(root, path), mode)
  }
}

/** Every name below a directory with what it is: mode and bytes. */
export async function snapshot(root: string, below = ''): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const name of (await readdir(join(root, below))).toSorted()) {
    const path = below === '' ? name : `${below}/${name}`
    const stats = await lstat(join(root, path))
    const mode = (stats.mode & 0o7777).toString(8)
    if (stats.isDirectory()) Object.assign(all, { [`${path}/`]: mode }, await snapshot(root, path))
    else if (stats.isSymbolicLink()) all[path] = `-> ${await readlink(join(root, path))}`
    else if (stats.isFile()) all[path] = `${mode} ${(await readFile(join(root, path))).toString('latin1')}`
    else all[path] = 'special'
  }
  return all
}

/** What a tree looks like in a snapshot, without its directories. */
export const pictured = (tree: Tree): Record<string, string> =>
  Object.fromEntries(
    Object.keys(tree)
      .toSorted()
      .map((path) => {
        const { bytes, mode } = stateIn(tree, path) as FileState
        return [path, `${mode.toString(8)} ${bytes.toString('latin1')}`]
      }),
  )

export const withoutDirectories = (picture: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(picture).filter(([path]) => !path.endsWith('/')))

export function changesBetween(before: Tree, after: Tree): FileChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return paths
    .map((path) => ({ path, before: stateIn(before, path), after: stateIn(after, path) }))
    .filter((change) => !(change.before && change.after && change.before.mode === change.after.mode && change.before.bytes.equals(change.after.bytes)))
}

export const inverse = (changes: readonly FileChange[]): FileChange[] =>
  changes.map(({ path, before, after }) => ({ path, before: after, after: before }))

const made: string[] = []

export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hydraflow-tree-'))
  made.push(directory)
  return directory
}

export const removeDirectories = async (): Promise<void> => {
  await Promise.all(made.splice(0).map((directory) => rm(directory, { recursive: true, force: true })))
}
