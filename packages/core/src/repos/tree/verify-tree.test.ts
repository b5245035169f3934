import { writeFileSync } from 'node:fs'
import { stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FileState } from '../file-state.ts'
import { newDirectory, removeDirectories } from './__fixtures__/trees.ts'
import { nodeFiles } from './files.ts'
import { type Root, openRoot } from './root.ts'
import { tellsChanges } from './tells-changes.ts'
import { verifyTree } from './verify-tree.ts'

describe('looking at files again', () => {
  let directory: string
  let root: Root
  const open = vi.fn<typeof nodeFiles.open>((path, flags) => nodeFiles.open(path, flags))

  beforeEach(async () => {
    directory = await newDirectory()
    root = await openRoot(directory, { files: { ...nodeFiles, open } })
  })
  afterEach(async () => {
    await root.close()
    await removeDirectories()
  })

  const write = (text: string) => writeFileSync(join(directory, 'file'), text)
  const stats = () => stat(join(directory, 'file'), { bigint: true })
  const aged = () => vi.waitUntil(async () => tellsChanges(await stats(), Date.now()), { interval: 5 })
  const read = async () => (await root.read('file')) as FileState
  const verify = (before: FileState) => verifyTree(root, [{ path: 'file', before, after: null }])

  it('does not read again what its stats show to be as it was read', async () => {
    write('one')
    await aged()
    const before = await read()
    open.mockClear()
    expect(await verify(before)).toMatchObject([{ ino: (await stats()).ino }])
    expect(open).not.toHaveBeenCalled()
  })

  it('sees what has the same length and time as before', async () => {
    write('one')
    await aged()
    const { atime, mtime } = await stats()
    const before = await read()
    write('two')
    await utimes(join(directory, 'file'), atime, mtime)
    await expect(verify(before)).rejects.toMatchObject({ reason: 'FILE_CHANGED' })
  })

  it('sees what was written so soon that the stats are the same', async () => {
    for (let round = 0; round < 200; round++) {
      write('one')
      const before = await read()
      write('two')
      await expect(verify(before)).rejects.toMatchObject({ reason: 'FILE_CHANGED' })
    }
  })
})

describe('stats tell of a later change', () => {
  const now = 1_700_000_000_000
  const before = (nanoseconds: number) => ({ ctimeNs: BigInt(now) * 1_000_000n - BigInt(nanoseconds) })

  it('when the last one is older than a tick of the clock', () => {
    expect(tellsChanges(before(30_000_001), now)).toBe(true)
    expect(tellsChanges(before(10_000_001), now)).toBe(false)
  })

  it('when it is older than a second, where only seconds are kept', () => {
    expect(tellsChanges(before(2_000_000_000), now)).toBe(false)
    expect(tellsChanges(before(4_000_000_000), now)).toBe(true)
  })

  it('not when it is said to lie ahead', () => {
    expect(tellsChanges(before(-5_000_000_001), now)).toBe(false)
  })
})
