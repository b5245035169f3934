import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Makes a directory with these files; a name that ends in `*` is executable. */
export function directoryWith(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), 'hydraflow-repo-'))
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name.replace(/\*$/, ''))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    chmodSync(path, name.endsWith('*') ? 0o755 : 0o644)
  }
  return root
}

/** Everything below a directory but `.git`: path, mode and content, to compare as a whole. */
export function treeOf(root: string): Record<string, string> {
  const tree: Record<string, string> = {}
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(root.length + 1)
    if (entry.isDirectory() || name === '.git' || name.startsWith('.git/')) continue
    const mode = (lstatSync(path).mode & 0o777).toString(8)
    tree[name] = `${mode} ${entry.isSymbolicLink() ? 'link' : readFileSync(path).toString('latin1')}`
  }
  return Object.fromEntries(Object.entries(tree).toSorted())
}

export const sha256Of = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

export function git(root: string, ...words: string[]): string {
  const settings = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main']
  return execFileSync('git', [...settings, ...words], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}
