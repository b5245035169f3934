import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { FileState } from './file-state.ts'
import { computePatch } from './patch/compute-patch.ts'

const commits = 120
const root = mkdtempSync(join(tmpdir(), 'hydraflow-commits-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const git = (...words: string[]) => {
  const settings = [
    '-c',
    'user.name=T',
    '-c',
    'user.email=t@example.com',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'core.autocrlf=false',
  ]
  return execFileSync('git', [...settings, ...words], { cwd: root, maxBuffer: 256 * 1024 * 1024 })
}

/** A number that looks random and is the same in every run. */
let seed = 20_261_125
const below = (limit: number) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
  return Math.floor((seed / 2 ** 31) * limit)
}
const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T

type Tree = Map<string, FileState>

const words = ['let', 'x', '=', '1', 'return', '{', '}', 'while', 'é', '"quoted"', '\\n', '@@', '---', '+++']
const someLine = () => Array.from({ length: below(7) }, () => oneOf(words)).join(' ')

function tree(): Tree {
  const files: Tree = new Map()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(root.length + 1)
    if (!entry.isFile() || name.startsWith('.git/')) continue
    files.set(name, { bytes: readFileSync(path), mode: statSync(path).mode & 0o111 ? 0o755 : 0o644 })
  }
  return files
}

function write(path: string, bytes: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), bytes)
}

/** What people do to files, on some of them. */
function work(number: number): void {
  const paths = [...tree().keys()]
  for (let deeds = 1 + below(4); deeds > 0; deeds--) {
    const path = paths.length > 0 ? oneOf(paths) : ''
    const kind = paths.length < 6 ? 0 : below(10)
    if (kind <= 1) {
      const end = oneOf(['\n', '\n', '\r\n'])
      const content = Array.from({ length: 5 + below(60) }, someLine).join(end) + oneOf([end, end, ''])
      write(oneOf(['src', 'docs', 'a b', 'ünï']) + `/file-${number}-${deeds}.txt`, content)
    } else if (kind === 2) rmSync(join(root, path), { force: true })
    else if (kind === 3) {
      if (tree().has(path)) renameSync(join(root, path), join(root, `${dirname(path)}/moved-${number}-${deeds}`))
    } else if (kind === 4) {
      if (tree().has(path)) chmodSync(join(root, path), oneOf([0o644, 0o755]))
    } else if (kind === 5)
      write(`bin/blob-${number}`, Buffer.from([0, ...Array.from({ length: 200 }, () => below(256))]))
    else if (tree().has(path)) edit(path)
  }
}

function edit(path: string): void {
  const lines = readFileSync(join(root, path), 'latin1').split('\n')
  for (let edits = 1 + below(3); edits > 0; edits--) {
    const at = below(lines.length)
    lines.splice(at, below(3), ...Array.from({ length: below(4) }, () => Buffer.from(someLine()).toString('latin1')))
  }
  writeFileSync(join(root, path), Buffer.from(lines.join('\n'), 'latin1'))
}

it(`makes of every parent its child, through ${commits} commits that git wrote`, async () => {
  git('init', '-q')
  let [made, checked] = [0, 0]
  for (let number = 1; made < commits; number++) {
    const before = tree()
    work(number)
    git('add', '-A')
    if (git('status', '--porcelain').length === 0) continue
    git('commit', '-qm', `commit ${number}`)
    made++
    const range = made === 1 ? ['4b825dc642cb6eb9a060e54bf8d69288fbee4904', 'HEAD'] : ['HEAD~1', 'HEAD']
    const patch = git('diff', '--binary', '-M', ...range).toString('utf8')
    // A patch that comes as text can only hold text.
    if (patch.includes('\ufffd')) continue
    const computed = await computePatch({ patch, mode: 'strict' }, async (path) => before.get(path) ?? null)
    expect(computed).toMatchObject({ ok: true })
    if (!computed.ok) return
    for (const { path, after } of computed.changes) {
      if (after) before.set(path, after)
      else before.delete(path)
    }
    expect(shown(before)).toEqual(shown(tree()))
    checked++
  }
  expect(made).toBe(commits)
  expect(checked).toBeGreaterThan(100)
}, 120_000)

const shown = (files: Tree) =>
  Object.fromEntries(
    [...files].map(([path, { bytes, mode }]) => [path, `${mode.toString(8)} ${bytes.toString('latin1')}`]).toSorted(),
  )
