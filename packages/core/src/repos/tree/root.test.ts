import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isHydraFlowError } from '../../contract/index.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { file, newDirectory, plant, removeDirectories, snapshot } from './__fixtures__/trees.ts'
import { openRoot } from './root.ts'
import { writeTree } from './write-tree.ts'

afterEach(removeDirectories)

describe.each([
  ['through descriptors', {}],
  ['by names, as outside Linux', { descriptors: null }],
])('a root, %s', (_, options) => {
  async function scene() {
    const [directory, outside] = [await newDirectory(), await newDirectory()]
    await plant(directory, { 'a/b.txt': file('b', 0o640), 'run.sh': file('x', 0o755) })
    await plant(outside, { 'secret.txt': 'secret', 'deep/secret.txt': 'secret' })
    return { directory, outside, root: await openRoot(directory, options) }
  }

  it('reads files with their mode, and null where there is none', async () => {
    const { root } = await scene()
    expect(await root.read('a/b.txt')).toEqual(file('b', 0o640))
    expect(await root.read('run.sh')).toEqual(file('x', 0o755))
    for (const path of ['none', 'a/none', 'none/at/all', 'run.sh/below']) expect(await root.read(path)).toBeNull()
    expect((await root.names('')).toSorted()).toEqual(['a', 'run.sh'])
    expect(await root.names('a')).toEqual(['b.txt'])
    expect(await root.names('none')).toEqual([])
    await root.close()
  })

  it('is none where a link stands now, or in its way', async () => {
    const { directory } = await scene()
    const moved = `${directory}-moved`
    await rename(directory, moved)
    await symlink(moved, directory)
    for (const path of [directory, join(directory, 'a')])
      await expect(openRoot(path)).rejects.toMatchObject({ reason: 'REPO_ROOT_INVALID' })
    await rm(directory)
    await rename(moved, directory)
  })

  it('refuses symbolic links at any part of the path', async () => {
    const { root, directory, outside } = await scene()
    await symlink(outside, join(directory, 'linked'))
    await symlink(join(outside, 'secret.txt'), join(directory, 'a/linked.txt'))
    await symlink('b.txt', join(directory, 'a/inner.txt'))
    await symlink('nowhere', join(directory, 'dangling'))
    for (const path of [
      'linked',
      'linked/secret.txt',
      'linked/deep/secret.txt',
      'a/linked.txt',
      'a/inner.txt',
      'dangling',
    ]) {
      await expect(root.read(path), path).rejects.toMatchObject({
        reason: 'PATH_OUTSIDE_ROOT',
        details: { path: expect.any(String) },
      })
      await expect(root.openFile(path), path).rejects.toMatchObject({ reason: 'PATH_OUTSIDE_ROOT' })
    }
    await root.close()
  })

  it.each(['../secret.txt', 'a/../../secret.txt', '/etc/passwd', 'a//b.txt', './a/b.txt', '..'])(
    'never leaves by %s',
    async (path) => {
      const { root } = await scene()
      const outcome: unknown = await root.read(path).catch((error: unknown) => error)
      expect(isHydraFlowError(outcome) && outcome.reason).toBe('PATH_OUTSIDE_ROOT')
      await root.close()
    },
  )

  it('refuses what is not a file, without waiting for it', async () => {
    const { root, directory } = await scene()
    execFileSync('mkfifo', [join(directory, 'fifo')])
    const server = createServer().listen(join(directory, 'socket'))
    await once(server, 'listening')
    for (const path of ['fifo', 'socket', 'a']) {
      await expect(root.read(path), path).rejects.toMatchObject({ reason: 'PATH_INVALID', details: { path } })
      await expect(root.openFile(path), path).rejects.toMatchObject({ reason: 'PATH_INVALID', details: { path } })
    }
    server.close()
    await root.close()
  })

  it('refuses a file that is too large, and reads a part of it', async () => {
    const { root, directory } = await scene()
    await writeFile(join(directory, 'large'), '0123456789')
    await expect(root.read('large', 9)).rejects.toMatchObject({ reason: 'FILE_TOO_LARGE', details: { path: 'large' } })
    expect(await root.read('large', 10)).toEqual(file('0123456789'))
    const handle = await root.openFile('large')
    const { buffer } = (await handle?.read(Buffer.alloc(3), 0, 3, 4)) ?? {}
    expect(buffer?.toString()).toBe('456')
    await handle?.close()
    expect(await root.openFile('none')).toBeNull()
    await root.close()
  })

  it('closes everything that it opened', async () => {
    const count = async () => (await readdir('/proc/self/fd')).length
    const was = await count()
    const { root } = await scene()
    await Promise.allSettled(['a/b.txt', 'a', 'none/x', '../x', 'run.sh'].map((path) => root.read(path)))
    await Promise.allSettled(['a', '..'].map((path) => root.openFile(path)))
    await root.close()
    expect(await count()).toBe(was)
  })
})

it('must be a directory that exists', async () => {
  const directory = await newDirectory()
  await writeFile(join(directory, 'file'), '')
  for (const path of ['none', 'file', 'file/below']) {
    await expect(openRoot(join(directory, path))).rejects.toMatchObject({ reason: 'REPO_ROOT_INVALID' })
  }
})

const applies = Number(process.env['SWAP_APPLIES'] ?? 300)

it('writes nothing outside while a directory is swapped for a link', { timeout: 30_000 + applies * 100 }, async () => {
  const [base, outside] = [await newDirectory(), await newDirectory()]
  const directory = join(base, 'root')
  await mkdir(directory)
  await plant(directory, { 'a/one.txt': '0', 'a/deep/two.txt': '0' })
  await plant(outside, { 'one.txt': '0', 'deep/two.txt': '0' })
  const was = await snapshot(outside)
  const swapper = fork(new URL('__fixtures__/swap-directory.ts', import.meta.url), [join(directory, 'a'), outside], {
    execArgv: [],
  })
  await once(swapper, 'message')
  const outcomes = { applied: 0, refused: 0 }
  let version = 0
  try {
    // On a busy machine the other process may stand still for long: it goes on until both ends were seen.
    const isSeen = () => outcomes.applied >= 10 && outcomes.refused >= 10
    for (let n = 1; n <= applies || (!isSeen() && n <= 100 * applies); n++) {
      const root = await openRoot(directory)
      try {
        const change = (path: string) => ({ path, before: file(String(version)), after: file(String(n)) })
        const added = { path: `a/deep/${n}.txt`, before: null, after: file('new') }
        await writeTree(root, [change('a/one.txt'), change('a/deep/two.txt'), added], `swap${n}`)
        version = n
        outcomes.applied++
      } catch (error) {
        expect(error).toSatisfy(isHydraFlowError)
        expect(error).not.toMatchObject({ details: { unrestored: expect.anything() } })
        outcomes.refused++
      } finally {
        await root.close()
      }
    }
  } finally {
    swapper.kill('SIGKILL')
    await once(swapper, 'exit')
  }
  expect(await snapshot(outside)).toEqual(was)
  if ((await readdir(directory)).includes('a.away')) {
    await rm(join(directory, 'a'), { force: true })
    await rename(join(directory, 'a.away'), join(directory, 'a'))
  }
  const inside = await snapshot(directory)
  expect(inside).toMatchObject({ 'a/one.txt': `644 ${version}`, 'a/deep/two.txt': `644 ${version}` })
  expect(Object.keys(inside).filter((path) => path.includes('.hydraflow-'))).toEqual([])
  expect(Object.keys(inside).filter((path) => /deep\/\d/.test(path))).toHaveLength(outcomes.applied)
  expect(outcomes.applied).toBeGreaterThan(0)
  expect(outcomes.refused).toBeGreaterThan(0)
})
