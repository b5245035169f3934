import { chmod, chown, link, mkdir, readFile, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { faultyFiles } from './__fixtures__/faulty-files.ts'
import {
  type Tree,
  changesBetween,
  file,
  inverse,
  newDirectory,
  pictured,
  plant,
  removeDirectories,
  snapshot,
  withoutDirectories,
} from './__fixtures__/trees.ts'
import { type Files } from './files.ts'
import { openRoot } from './root.ts'
import { type WriteHooks, writeTree } from './write-tree.ts'

const before: Tree = {
  'readme.md': 'one\n',
  'bin/run.sh': file('#!/bin/sh\n', 0o755),
  'src/deep/a.ts': 'a',
  'src/deep/b.ts': 'b',
  'alone/only.txt': 'only',
  'dir/x': 'x',
  'dir/y/z': 'z',
  file: 'was a file',
  stays: 'as it is',
}
const after: Tree = {
  'readme.md': 'two\n',
  'bin/run.sh': file('#!/bin/sh\n', 0o644),
  'src/deep/a.ts': 'aa',
  'src/new/c.ts': file('c', 0o600),
  dir: 'is a file now',
  'file/inside': 'is a directory now',
  stays: 'as it is',
}
const changes = changesBetween(before, after)

async function planted(tree: Tree = before): Promise<string> {
  const directory = await newDirectory()
  await plant(directory, tree)
  return directory
}

async function apply(
  directory: string,
  what = changes,
  { files, ...hooks }: WriteHooks & { files?: Files; descriptors?: null } = {},
) {
  const root = await openRoot(directory, {
    ...(files && { files }),
    ...('descriptors' in hooks && { descriptors: null }),
  })
  try {
    await writeTree(root, what, 'token', hooks)
  } finally {
    await root.close()
  }
}

/** What is open; of files that were replaced, which are let go a moment later, none is left. */
async function openDescriptors(): Promise<number> {
  const names = await readdir('/proc/self/fd')
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return targets.some((target) => target.endsWith(' (deleted)')) ? Number.NaN : names.length
}

afterEach(removeDirectories)

describe.each([
  ['through descriptors', {}],
  ['by names, as outside Linux', { descriptors: null }],
])('writing a tree %s', (_, options) => {
  it('makes, replaces and deletes files, and directories with them', async () => {
    const directory = await planted()
    await apply(directory, changes, options)
    expect(await snapshot(directory)).toEqual({
      ...pictured(after),
      'bin/': '755',
      'file/': '755',
      'src/': '755',
      'src/deep/': '755',
      'src/new/': '755',
    })
  })

  it('and its inverse leaves what was there', async () => {
    const directory = await planted()
    const was = await snapshot(directory)
    await apply(directory, changes, options)
    await apply(directory, inverse(changes), options)
    expect(await snapshot(directory)).toEqual(was)
  })

  it.each([
    ['an edited file', (at: string) => writeFile(join(at, 'readme.md'), 'three'), ['readme.md']],
    ['a changed mode', (at: string) => chmod(join(at, 'readme.md'), 0o600), ['readme.md']],
    [
      'a file where none was',
      async (at: string) => {
        await mkdir(join(at, 'src/new'))
        await writeFile(join(at, 'src/new/c.ts'), '')
      },
      ['src/new/c.ts'],
    ],
    ['a file in a directory that becomes a file', (at: string) => writeFile(join(at, 'dir/other'), ''), ['dir']],
    ['a file in place of a directory', (at: string) => writeFile(join(at, 'src/new'), ''), ['src/new/c.ts']],
  ])('refuses for %s', async (_what, act, paths) => {
    const directory = await planted()
    await act(directory)
    const was = await snapshot(directory)
    await expect(apply(directory, changes, options)).rejects.toMatchObject({
      reason: 'FILE_CHANGED',
      details: { path: paths[0], paths },
    })
    expect(await snapshot(directory)).toEqual(was)
  })

  it('never overwrites what another wrote a moment before', async () => {
    for (const { path } of changes) {
      for (const at of ['stage', 'place']) {
        const directory = await planted()
        let was = {}
        const step = async (name: string) => {
          if (name !== at) return
          if (path in before) await writeFile(join(directory, path), 'by another')
          else if (path === 'dir') await writeFile(join(directory, 'dir/other'), 'by another')
          else {
            await mkdir(join(directory, path, '..'), { recursive: true }).catch(() => {})
            await writeFile(join(directory, path), 'by another').catch(() => {})
          }
          was = withoutDirectories(await snapshot(directory))
        }
        const outcome = apply(directory, changes, { ...options, step })
        if (path === 'file/inside') await outcome
        else {
          await expect(outcome).rejects.toMatchObject({ reason: 'FILE_CHANGED' })
          const now = withoutDirectories(await snapshot(directory))
          const theirs = Object.fromEntries(Object.entries(was).filter(([name]) => !name.includes('.hydraflow-')))
          expect(now, `${path} ${at}`).toEqual(theirs)
        }
      }
    }
  })

  it('refuses a link in the place of a file or a directory', async () => {
    const outside = await planted({ 'a.ts': 'a', 'new/c': '' })
    for (const path of ['src/deep/a.ts', 'src']) {
      const directory = await planted({})
      await mkdir(join(directory, path, '..'), { recursive: true })
      await symlink(path === 'src' ? outside : join(outside, 'a.ts'), join(directory, path))
      const what = [{ path: 'src/deep/a.ts', before: path === 'src' ? null : file('a'), after: file('b') }]
      await expect(apply(directory, what, options)).rejects.toMatchObject({ reason: 'PATH_OUTSIDE_ROOT' })
    }
    expect(withoutDirectories(await snapshot(outside))).toEqual(pictured({ 'a.ts': 'a', 'new/c': '' }))
  })
})

describe('a write that fails', { timeout: 120_000 }, () => {
  it.each([
    ['EIO at any call', { code: 'EIO' }],
    ['EIO after any call', { code: 'EIO', late: true }],
    ['ENOSPC at any call that needs space', { code: 'ENOSPC', only: ['create', 'write', 'mkdir', 'rename'] as const }],
  ])('with %s leaves everything as it was', async (_, fault) => {
    await expect.poll(openDescriptors).not.toBeNaN()
    const descriptors = await openDescriptors()
    const fired = new Set<string>()
    for (let at = 1; ; at++) {
      const directory = await planted()
      const was = await snapshot(directory)
      const { files, state } = faultyFiles({ at, ...fault })
      const root = await openRoot(directory, { files })
      state.armed = true
      const failure: unknown = await writeTree(root, changes, 'token').catch((error: unknown) => error)
      await root.close()
      if (state.fired === '') {
        expect(failure).toBeUndefined()
        break
      }
      fired.add(state.fired)
      if (failure !== undefined) {
        expect({ at, call: state.fired, tree: await snapshot(directory) }).toEqual({ at, call: state.fired, tree: was })
        expect(failure).toMatchObject({ reason: 'WRITE_FAILED', details: { code: fault.code } })
        expect(failure).not.toMatchObject({ details: { unrestored: expect.anything() } })
      } else expect(withoutDirectories(await snapshot(directory))).toEqual(pictured(after))
      await removeDirectories()
    }
    expect([...fired]).toEqual(expect.arrayContaining(['create', 'write', 'mkdir', 'rename']))
    await expect.poll(openDescriptors).toBe(descriptors)
  })

  it('names what it could not put back when the disk stays broken', async () => {
    const { files, state } = faultyFiles({ at: 3, code: 'EIO', forever: true, only: ['rename', 'unlink', 'sync'] })
    const directory = await planted()
    const root = await openRoot(directory, { files })
    const step = (name: string) => {
      if (name === 'place') state.armed = true
    }
    await expect(writeTree(root, changes, 'token', { step })).rejects.toMatchObject({
      reason: 'WRITE_FAILED',
      details: { code: 'EIO', unrestored: expect.arrayContaining([expect.any(String)]) },
      cause: expect.any(AggregateError),
    })
    await root.close()
  })

  it('by a fault of our own is rolled back too', async () => {
    const directory = await planted()
    const was = await snapshot(directory)
    const step = (name: string) => {
      if (name === 'done') throw new TypeError('a bug')
    }
    await expect(apply(directory, changes, { step })).rejects.toThrow(TypeError)
    expect(await snapshot(directory)).toEqual(was)
  })

  it('for the set-user-id bit writes nothing', async () => {
    const directory = await planted({ tool: file('x', 0o4755) })
    const what = [{ path: 'tool', before: file('x', 0o4755), after: file('y', 0o4755) }]
    await expect(apply(directory, what)).rejects.toMatchObject({ reason: 'PATH_INVALID' })
  })

  it('given a disk that is read only, when nothing could be made, then nothing has to be taken back', async () => {
    const directory = await planted()
    const { files, state } = faultyFiles({ at: 1, code: 'EROFS', forever: true, only: ['create', 'unlink'] })
    state.armed = true
    const error: unknown = await apply(directory, changes, { files }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ reason: 'WRITE_FAILED', details: { code: 'EROFS' } })
    expect(error).not.toHaveProperty('details.unrestored')
  })

  it('does not write through a hard link', async () => {
    const directory = await planted()
    const outside = join(await newDirectory(), 'linked')
    await link(join(directory, 'readme.md'), outside)
    await apply(directory)
    expect(await readFile(outside, 'utf8')).toBe('one\n')
  })

  /** Only root may give a file away, and nobody else can make one that is not his own. */
  it.runIf(process.getuid?.() === 0)('keeps the owner of a file, also under a new name', async () => {
    const directory = await planted()
    for (const path of ['readme.md', 'alone/only.txt']) await chown(join(directory, path), 1_234, 5_678)
    const state = { bytes: Buffer.from('only'), mode: 0o644 }
    await apply(directory, [
      { path: 'readme.md', before: { bytes: Buffer.from('one\n'), mode: 0o644 }, after: state },
      { path: 'alone/only.txt', before: state, after: null },
      { path: 'renamed.txt', before: null, after: state, renamedFrom: 'alone/only.txt' },
    ])
    for (const path of ['readme.md', 'renamed.txt'])
      expect(await stat(join(directory, path))).toMatchObject({ uid: 1_234, gid: 5_678 })
  })
})

const names = fc.constantFrom('a', 'b', 'c', 'd')
const paths = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
const states = fc.record({
  bytes: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  mode: fc.constantFrom(0o644, 0o755, 0o600, 0o444),
})
/** A later path that would need a file to be a directory, or the other way round, is left out. */
const trees = fc.array(fc.tuple(paths, states), { maxLength: 14 }).map((all): Tree => {
  const tree: Record<string, { bytes: Buffer; mode: number }> = {}
  for (const [path, state] of all) {
    const clashes = Object.keys(tree).some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`))
    if (!clashes) tree[path] = state
  }
  return tree
})

describe('any change of any tree', { timeout: 120_000 }, () => {
  it('is made, and its inverse takes it back', async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, async (one, other) => {
        const directory = await planted(one)
        const was = await snapshot(directory)
        const what = changesBetween(one, other)
        await apply(directory, what)
        expect(withoutDirectories(await snapshot(directory))).toEqual(pictured(other))
        await apply(directory, inverse(what))
        expect(await snapshot(directory)).toEqual(was)
        await removeDirectories()
      }),
      { numRuns: 60 },
    )
  })
})
