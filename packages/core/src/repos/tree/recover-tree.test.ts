import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { faultyFiles } from './__fixtures__/faulty-files.ts'
import { entries, imageBefore, killApplies } from './__fixtures__/kill-applies.ts'
import { after, before, sixtyChanges } from './__fixtures__/sixty-changes.ts'
import { newDirectory, pictured, plant, removeDirectories, snapshot, withoutDirectories } from './__fixtures__/trees.ts'
import { nodeFiles } from './files.ts'
import { recoverTree } from './recover-tree.ts'
import { openRoot } from './root.ts'
import { temporaryName } from './temporary-file.ts'
import { writeTree } from './write-tree.ts'

afterEach(removeDirectories)

const files = async (directory: string) => withoutDirectories(await snapshot(directory))

/** A tree of which some renames were done when everything began to fail, roll-back included. */
async function brokenOff(renames: number): Promise<string> {
  const directory = await newDirectory()
  await plant(directory, before)
  const { files: faulty, state } = faultyFiles({
    at: renames,
    code: 'EIO',
    forever: true,
    only: ['rename', 'unlink', 'rmdir', 'mkdir'],
  })
  const root = await openRoot(directory, { files: faulty })
  state.armed = true
  await expect(writeTree(root, sixtyChanges, 'token')).rejects.toMatchObject({ reason: 'WRITE_FAILED' })
  await root.close()
  return directory
}

async function recover(directory: string, fs = nodeFiles) {
  const root = await openRoot(directory, { files: fs })
  try {
    return await recoverTree(root, entries, 'token', imageBefore)
  } finally {
    await root.close()
  }
}

describe('recovery', { timeout: 120_000 }, () => {
  it('after kills at random moments leaves the tree as before or as after', async () => {
    const tally = await killApplies(24)
    expect(tally.broken).toEqual([])
    expect(tally.kills).toBeGreaterThanOrEqual(12)
    expect(tally.midway).toBeGreaterThan(0)
    expect(tally.mixed).toBeGreaterThan(0)
  })

  it('is not needed when nothing had begun or all was done', async () => {
    const directory = await newDirectory()
    await plant(directory, before)
    const was = await snapshot(directory)
    expect(await recover(directory)).toEqual({ outcome: 'before', conflicts: [] })
    expect(await snapshot(directory)).toEqual(was)
    const root = await openRoot(directory)
    await writeTree(root, sixtyChanges, 'token')
    await root.close()
    const now = await snapshot(directory)
    expect(await recover(directory)).toEqual({ outcome: 'after', conflicts: [] })
    expect(await snapshot(directory)).toEqual(now)
    expect(await files(directory)).toEqual(pictured(after))
  })

  it('takes a write for done that somebody has gone on to work on', async () => {
    const directory = await newDirectory()
    await plant(directory, before)
    const root = await openRoot(directory)
    await writeTree(root, sixtyChanges, 'token')
    await root.close()
    const [path = ''] = Object.keys(after).filter((name) =>
      entries.some((entry) => entry.path === name && entry.before),
    )
    await writeFile(join(directory, path), 'and on')
    const now = await snapshot(directory)
    expect(await recover(directory)).toEqual({ outcome: 'after', conflicts: [path] })
    expect(await snapshot(directory)).toEqual(now)
  })

  it('takes a write back of which one file still lay beside its place, though somebody has changed what is there', async () => {
    const directory = await newDirectory()
    await plant(directory, before)
    const root = await openRoot(directory)
    await writeTree(root, sixtyChanges, 'token')
    await root.close()
    const at = sixtyChanges.findIndex((change) => change.before !== null && change.after !== null)
    const path = sixtyChanges[at]?.path ?? ''
    await writeFile(join(directory, path), 'by another')
    await writeFile(join(directory, dirname(path), temporaryName('token', at)), 'what was to come')
    const { outcome, conflicts } = await recover(directory)
    expect({ outcome, conflicts }).toEqual({ outcome: 'before', conflicts: [path] })
    expect(await files(directory)).toEqual({ ...pictured(before), [path]: '644 by another' })
  })

  it.each([1, 5, 20, 40, 70])('takes back a write that broke off at change %i', async (renames) => {
    const directory = await brokenOff(renames)
    expect(await recover(directory)).toEqual({ outcome: 'before', conflicts: [] })
    expect(await files(directory)).toEqual(pictured(before))
  })

  it('may itself be broken off at any call and run again', async () => {
    for (let at = 1; ; at += 7) {
      const directory = await brokenOff(40)
      const { files: faulty, state } = faultyFiles({ at, code: 'EIO', forever: true })
      const root = await openRoot(directory, { files: faulty })
      state.armed = true
      await recoverTree(root, entries, 'token', imageBefore).catch(() => {})
      await root.close()
      expect(await recover(directory)).toEqual({ outcome: 'before', conflicts: [] })
      expect(await files(directory), `call ${at}`).toEqual(pictured(before))
      await removeDirectories()
      if (state.fired === '') break
    }
  })

  it('leaves alone what somebody else has changed since', async () => {
    const directory = await brokenOff(70)
    await writeFile(join(directory, 'src/0/file-0.ts'), 'by another')
    await rm(join(directory, 'src/1'), { recursive: true })
    await symlink('/', join(directory, 'src/1'))
    await mkdir(join(directory, 'old/30/gone.ts/inside'), { recursive: true })
    const { outcome, conflicts } = await recover(directory)
    const behindLink = Object.keys(before).filter((path) => path.startsWith('src/1/'))
    expect(outcome).toBe('before')
    expect(conflicts.toSorted()).toEqual(['src/0/file-0.ts', 'old/30/gone.ts', ...behindLink].toSorted())
    const expected = Object.fromEntries(Object.entries(pictured(before)).filter(([path]) => !conflicts.includes(path)))
    expect(await files(directory)).toEqual({ ...expected, 'src/0/file-0.ts': '644 by another', 'src/1': '-> /' })
  })

  it('refuses an image that is not what the file held', async () => {
    const directory = await brokenOff(70)
    const root = await openRoot(directory)
    await expect(recoverTree(root, entries, 'token', async () => Buffer.from('wrong'))).rejects.toMatchObject({
      reason: 'WRITE_FAILED',
    })
    await root.close()
  })
})
