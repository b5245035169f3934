import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forEachEngine } from '@hydraflow/db/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Workspace, openWorkspace } from '../workspace.ts'

type PatchFileInput = NonNullable<Parameters<Workspace['repos']['applyPatch']>[0]['files']>[number]

forEachEngine('taking changes back', (engine) => {
  let workspace: Workspace
  let root: string
  let dataDir: string
  let repoId: string

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'hydraflow-undo-'))
    dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-data-'))
    for (const name of ['a.txt', 'b.txt']) writeFileSync(join(root, name), 'one\n')
    workspace = await openWorkspace({ dataDir, databaseUrl: await engine.location() })
    repoId = (await workspace.repos.register({ root })).id
  })
  afterEach(async () => {
    await workspace.close()
    for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true })
  })

  const write = (path: string, content: string) => workspace.repos.applyPatch({ repoId, files: [{ path, content }] })
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const undoneBy = async (changeId: string) => (await workspace.repos.getChange({ repoId, changeId })).undoneBy

  it('given paths that only one of several changes has, when they are taken back, then the other stays as it is', async () => {
    const [one, other] = [await write('a.txt', 'two\n'), await write('b.txt', 'two\n')]
    const changeIds = [one.id, other.id]
    const { change } = await workspace.repos.undoChanges({ repoId, changeIds, paths: ['a.txt'] })
    expect([read('a.txt'), read('b.txt')]).toEqual(['one\n', 'two\n'])
    expect([await undoneBy(one.id), await undoneBy(other.id)]).toEqual([change?.id, null])
    expect(await write('b.txt', 'three\n')).toMatchObject({ status: 'applied' })
  })

  it('given changes that come to nothing together, when their undo is taken back, then it is undone', async () => {
    const changeIds = [(await write('a.txt', 'two\n')).id, (await write('a.txt', 'one\n')).id]
    const { change } = await workspace.repos.undoChanges({ repoId, changeIds })
    expect(change).toMatchObject({ status: 'applied', files: [] })
    const again = await workspace.repos.undoChange({ repoId, changeId: change?.id ?? '' })
    expect(await undoneBy(change?.id ?? '')).toBe(again.change?.id)
    for (const changeId of changeIds) expect(await undoneBy(changeId)).toBeNull()
  })

  const undo = async (changeId: string, paths?: string[]) =>
    (await workspace.repos.undoChange({ repoId, changeId, ...(paths && { paths }) })).change?.id ?? ''

  it('given an undo that is itself taken back, then what it took back stands, and so on', async () => {
    const { id } = await write('a.txt', 'two\n')
    const undos = [await undo(id)]
    for (const standing of [true, false, true, false]) {
      undos.push(await undo(undos.at(-1) ?? ''))
      expect([read('a.txt'), await undoneBy(id)]).toEqual(standing ? ['two\n', null] : ['one\n', undos[0]])
    }
    await undo(undos.at(-1) ?? '')
    const last = await undo(id)
    expect([read('a.txt'), await undoneBy(id)]).toEqual(['one\n', last])
    await workspace.repos.redoChange({ repoId, changeId: id })
    expect([read('a.txt'), await undoneBy(id)]).toEqual(['two\n', null])
  })

  it('given a redo that is taken back, then its change does not stand, until that is taken back as well', async () => {
    const { id } = await write('a.txt', 'two\n')
    await undo(id)
    const { change: redo } = await workspace.repos.redoChange({ repoId, changeId: id })
    const again = await undo(redo?.id ?? '')
    expect([read('a.txt'), await undoneBy(id)]).toEqual(['one\n', again])
    await undo(again)
    expect([read('a.txt'), await undoneBy(id)]).toEqual(['two\n', null])
  })

  it('given an undo of several files, when one of them is brought back, then the change stands there alone', async () => {
    const { id } = await workspace.repos.applyPatch({
      repoId,
      files: [
        { path: 'a.txt', renameTo: 'c.txt' },
        { path: 'b.txt', content: 'two\n' },
      ],
    })
    const undone = await undo(id)
    await undo(undone, ['a.txt'])
    const { files, undoneBy: all } = await workspace.repos.getChange({ repoId, changeId: id })
    expect(files.map((file) => [file.path, file.undoneBy])).toEqual([
      ['b.txt', undone],
      ['c.txt', null],
    ])
    expect([all, readdirSync(root).toSorted()]).toEqual([null, ['b.txt', 'c.txt']])
    const last = await undo(id, ['c.txt'])
    expect([readdirSync(root).toSorted(), await undoneBy(id)]).toEqual([['a.txt', 'b.txt'], last])
  })

  const directoryForFile = () =>
    workspace.repos.applyPatch({
      repoId,
      files: [
        { path: 'a.txt', delete: true },
        { path: 'a.txt/inside', content: 'two\n' },
      ],
    })

  it('given a directory in the place of a file, when the change is taken back, then the file is there again', async () => {
    const { id } = await directoryForFile()
    await workspace.repos.undoChange({ repoId, changeId: id })
    expect([read('a.txt'), readdirSync(root).toSorted()]).toEqual(['one\n', ['a.txt', 'b.txt']])
    await workspace.repos.redoChange({ repoId, changeId: id })
    expect(read('a.txt/inside')).toBe('two\n')
  })

  const fileForDirectory = (): { files: PatchFileInput[] } => ({
    files: [
      { path: 'd/a.txt', delete: true },
      { path: 'd/e/b.txt', renameTo: 'd' },
    ],
  })

  it('given a file in the place of a directory, which leaves whole, then it is applied, taken back and applied again', async () => {
    await workspace.repos.applyPatch({
      repoId,
      files: [
        { path: 'd/a.txt', content: 'one\n' },
        { path: 'd/e/b.txt', content: 'two\n' },
      ],
    })
    const { proposalId } = await workspace.repos.proposePatch({ repoId, ...fileForDirectory() })
    const { id } = await workspace.repos.applyPatch({ repoId, proposalId })
    expect(read('d')).toBe('two\n')
    await undo(id)
    expect([read('d/a.txt'), read('d/e/b.txt')]).toEqual(['one\n', 'two\n'])
    await workspace.repos.redoChange({ repoId, changeId: id })
    expect(read('d')).toBe('two\n')
  })

  it('given more in the directory than leaves, then a file in its place is refused and nothing is touched', async () => {
    mkdirSync(join(root, 'd/e'), { recursive: true })
    for (const name of ['d/a.txt', 'd/e/b.txt', 'd/e/mine.txt']) writeFileSync(join(root, name), 'mine\n')
    const refused = { reason: 'PATCH_DOES_NOT_APPLY', details: { problems: [{ path: 'd', problem: 'file_exists' }] } }
    await expect(workspace.repos.proposePatch({ repoId, ...fileForDirectory() })).rejects.toMatchObject(refused)
    await expect(workspace.repos.applyPatch({ repoId, ...fileForDirectory() })).rejects.toMatchObject(refused)
    await expect(workspace.repos.applyPatch({ repoId, files: [{ path: 'd', content: '' }] })).rejects.toMatchObject(
      refused,
    )
    const wrong: PatchFileInput[] = [
      { path: 'd', delete: true },
      { path: 'd', edits: [{ oldText: 'a', newText: 'b' }] },
      { path: 'd', renameTo: 'f' },
    ]
    for (const file of wrong)
      await expect(workspace.repos.applyPatch({ repoId, files: [file] })).rejects.toMatchObject({
        reason: 'PATCH_DOES_NOT_APPLY',
        details: { problems: [{ path: 'd', problem: 'file_not_found' }] },
      })
    expect(readdirSync(root, { recursive: true }).toSorted()).toEqual([
      'a.txt',
      'b.txt',
      'd',
      'd/a.txt',
      'd/e',
      'd/e/b.txt',
      'd/e/mine.txt',
    ])
  })

  it('given a file of somebody else in such a directory, when the change is taken back, then it is a conflict', async () => {
    const { id } = await directoryForFile()
    writeFileSync(join(root, 'a.txt/mine'), 'mine\n')
    await expect(workspace.repos.undoChange({ repoId, changeId: id })).rejects.toMatchObject({
      reason: 'CHANGE_CONFLICT',
      details: { conflicts: [{ path: 'a.txt' }] },
    })
    expect([read('a.txt/mine'), read('a.txt/inside')]).toEqual(['mine\n', 'two\n'])
  })

  it('given an empty directory of somebody else, when a deletion is taken back, then it is a conflict', async () => {
    const { id } = await workspace.repos.applyPatch({ repoId, files: [{ path: 'a.txt', delete: true }] })
    mkdirSync(join(root, 'a.txt'))
    await expect(workspace.repos.undoChange({ repoId, changeId: id })).rejects.toMatchObject({
      reason: 'CHANGE_CONFLICT',
      details: { conflicts: [{ path: 'a.txt' }] },
    })
    expect(statSync(join(root, 'a.txt')).isDirectory()).toBe(true)
  })
})
