import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commit, git, initRepository, scratch, searchPath, write } from './__fixtures__/scratch-repository.ts'
import { listGitFiles } from './list-files.ts'
import { listTree } from './list-tree.ts'

const newDirectory = scratch()

describe('the files that git knows', () => {
  const newRepository = () => initRepository(newDirectory())
  const filesOf = (root: string) => listGitFiles(root, searchPath)

  it('are null without a repository, inside .git, and without git', async () => {
    const root = newRepository()
    expect(await filesOf(newDirectory())).toBeNull()
    expect(await filesOf(join(root, '.git'))).toBeNull()
    expect(await listGitFiles(root, '/nowhere')).toBeNull()
  })

  it('are none in an empty repository', async () => {
    expect(await filesOf(newRepository())).toEqual([])
  })

  it('are tracked or untracked, and neither ignored nor deleted', async () => {
    const root = newRepository()
    commit(root, { '.gitignore': '*.log\n', b: '', 'gone/away': '', 'force.txt': '' })
    write(root, { 'kept.log': '', 'new/é 😀\n': '', B: '', '.hydraflow-1234': '' })
    git(root, 'add', '--force', 'kept.log')
    write(root, { 'ignored.log': '' })
    rmSync(join(root, 'gone'), { recursive: true })
    rmSync(join(root, 'force.txt'))
    expect(await filesOf(root)).toEqual(['.gitignore', 'B', 'b', 'kept.log', 'new/é 😀\n'])
  })

  it('are in the order of code units', async () => {
    const root = newRepository()
    write(root, { '～': '', '😀': '', a: '', Z: '' })
    expect(await filesOf(root)).toEqual(['Z', 'a', '😀', '～'])
  })

  it('are named once while a merge waits', async () => {
    const root = newRepository()
    commit(root, { a: '1\n' })
    git(root, 'checkout', '--quiet', '-b', 'side')
    commit(root, { a: 'side\n' })
    git(root, 'checkout', '--quiet', 'main')
    commit(root, { a: 'main\n' })
    expect(() => git(root, 'merge', 'side')).toThrow()
    expect(await filesOf(root)).toEqual(['a'])
  })

  it('are those below a subdirectory, relative to it', async () => {
    const root = newRepository()
    commit(root, { top: '', 'sub/tracked': '', 'sub/deep/er': '' })
    write(root, { 'sub/new': '', other: '' })
    expect(await filesOf(join(root, 'sub'))).toEqual(['deep/er', 'new', 'tracked'])
  })

  it('are without submodules and other repositories', async () => {
    const [root, library] = [newRepository(), newRepository()]
    commit(library, { file: '' })
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'library')
    mkdirSync(join(root, 'nested'))
    initRepository(join(root, 'nested'))
    commit(join(root, 'nested'), { file: '' })
    expect(await filesOf(root)).toEqual(['.gitmodules'])
    expect(await filesOf(join(root, 'library'))).toEqual(['file'])
  })

  it('are without what a sparse checkout leaves out', async () => {
    const root = newRepository()
    commit(root, { top: '', 'in/file': '', 'out/file': '' })
    git(root, 'sparse-checkout', 'set', 'in')
    expect(await filesOf(root)).toEqual(['in/file', 'top'])
  })

  it('hold a link as itself', async () => {
    const root = newRepository()
    symlinkSync('/etc', join(root, 'link'))
    symlinkSync('nowhere', join(root, 'broken'))
    expect(await filesOf(root)).toEqual(['broken', 'link'])
  })
})

describe('the files of a tree without git', () => {
  it('are all but those of .git and our own', async () => {
    const root = newDirectory()
    write(root, { b: '', 'a/deep/é\n': '', 'node_modules/x/index.js': '', '.hydraflow-12': '', 'nested/file': '' })
    write(root, { 'nested/.git/config': '', '.gitignore': '*', 'worktree/.git': 'gitdir: x', B: '' })
    symlinkSync('/etc', join(root, 'link'))
    symlinkSync('..', join(root, 'a/up'))
    const paths = ['.gitignore', 'B', 'a/deep/é\n', 'a/up', 'b', 'link', 'nested/file', 'node_modules/x/index.js']
    expect(await listTree(root)).toEqual(paths)
  })

  it('are none where there is no directory', async () => {
    const root = newDirectory()
    renameSync(root, `${root}-moved`)
    expect(await listTree(root)).toEqual([])
    renameSync(`${root}-moved`, root)
  })
})
