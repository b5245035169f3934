import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GitStatus } from '../../contract/index.ts'
import { commit, git, initRepository, scratch, searchPath, write } from './__fixtures__/scratch-repository.ts'
import { readGitStatus } from './read-status.ts'

const clean: GitStatus = {
  branch: 'main',
  commit: null,
  upstream: null,
  ahead: 0,
  behind: 0,
  staged: [],
  unstaged: [],
  untracked: [],
  conflicts: [],
  truncated: false,
}

describe('the status of a root', () => {
  const newDirectory = scratch()
  const newRepository = () => initRepository(newDirectory())
  const statusOf = (root: string) => readGitStatus(root, searchPath)

  it('is null without a repository, inside .git, in a bare one, and without git', async () => {
    const root = newRepository()
    expect(await statusOf(newDirectory())).toBeNull()
    expect(await statusOf(join(root, '.git'))).toBeNull()
    expect(await readGitStatus(root, '/nowhere')).toBeNull()
    const bare = newDirectory()
    git(bare, 'init', '--quiet', '--bare')
    expect(await statusOf(bare)).toBeNull()
  })

  it('has no commit in an empty repository', async () => {
    const root = newRepository()
    write(root, { 'new.txt': '' })
    expect(await statusOf(root)).toEqual({ ...clean, untracked: ['new.txt'] })
  })

  it('tells staged, unstaged and untracked files apart', async () => {
    const root = newRepository()
    const first = commit(root, { 'both.txt': '1', 'gone.txt': '1', 'later.txt': '1', '.gitignore': 'ignored/\n' })
    write(root, { 'both.txt': '2', 'added.txt': '1' })
    git(root, 'add', '--all')
    write(root, { 'both.txt': '3', 'later.txt': '2', 'deep/er/new.txt': '', 'ignored/file': '' })
    rmSync(join(root, 'gone.txt'))
    expect(await statusOf(root)).toEqual({
      ...clean,
      commit: first,
      staged: ['added.txt', 'both.txt'],
      unstaged: ['both.txt', 'gone.txt', 'later.txt'],
      untracked: ['deep/er/new.txt'],
    })
  })

  it('names a renamed file by its new path, whatever the configuration says of renames', async () => {
    const root = newRepository()
    const first = commit(root, { 'old name': 'the same text\n'.repeat(10), other: '' })
    git(root, 'mv', 'old name', 'new name')
    write(root, { other: 'changed' })
    git(root, 'config', 'status.renames', 'false')
    expect(await statusOf(root)).toEqual({ ...clean, commit: first, staged: ['new name'], unstaged: ['other'] })
  })

  it('spells names as they are', async () => {
    const root = newRepository()
    const names = [' leading', 'line\nfeed', 'tab\there', 'ünï😀cödé', '"quoted"', '-dash', 'a -> b']
    const first = commit(root, Object.fromEntries(names.map((name) => [name, '1'])))
    write(
      root,
      Object.fromEntries(
        names.flatMap((name) => [
          [name, '22'],
          [`${name}.new`, ''],
        ]),
      ),
    )
    const status = await statusOf(root)
    expect(status?.commit).toBe(first)
    expect(status?.unstaged.toSorted()).toEqual(names.toSorted())
    expect(status?.untracked.toSorted()).toEqual(names.map((name) => `${name}.new`).toSorted())
  })

  it('counts the commits ahead of and behind the upstream', async () => {
    const [bare, one, two] = [newDirectory(), newDirectory(), newDirectory()]
    git(bare, 'init', '--quiet', '--bare', '--initial-branch=main')
    git(one, 'clone', '--quiet', bare, '.')
    commit(one, { a: '1' })
    git(one, 'push', '--quiet', 'origin', 'HEAD:main')
    git(two, 'clone', '--quiet', bare, '.')
    commit(one, { a: '2' })
    git(one, 'push', '--quiet', 'origin', 'HEAD:main')
    commit(two, { b: '1' })
    const last = commit(two, { b: '2' })
    git(two, 'fetch', '--quiet')
    git(two, 'config', 'status.aheadBehind', 'false')
    expect(await statusOf(two)).toEqual({ ...clean, commit: last, upstream: 'origin/main', ahead: 2, behind: 1 })
    git(two, 'update-ref', '-d', 'refs/remotes/origin/main')
    expect(await statusOf(two)).toMatchObject({ upstream: 'origin/main', ahead: 0, behind: 0 })
  })

  it('lists what a merge could not bring together', async () => {
    const root = newRepository()
    commit(root, { 'a file': '1\n', other: '1\n' })
    git(root, 'checkout', '--quiet', '-b', 'side')
    commit(root, { 'a file': 'side\n' })
    git(root, 'checkout', '--quiet', 'main')
    const last = commit(root, { 'a file': 'main\n' })
    expect(() => git(root, 'merge', 'side')).toThrow()
    expect(await statusOf(root)).toEqual({ ...clean, commit: last, conflicts: ['a file'] })
  })

  it('has no branch when HEAD is detached', async () => {
    const root = newRepository()
    const first = commit(root, { a: '1' })
    git(root, 'checkout', '--quiet', '--detach')
    expect(await statusOf(root)).toEqual({ ...clean, branch: null, commit: first })
  })

  it('is that of a subdirectory alone, with paths relative to it', async () => {
    const root = newRepository()
    const first = commit(root, { top: '1', 'sub dir/ünder/a': '1', 'sub dir/ünder/b': '1', 'moved in': 'x'.repeat(99) })
    write(root, { top: '2', 'sub dir/ünder/a': '22', 'sub dir/ünder/new': '', 'sub dir/beside': '' })
    renameSync(join(root, 'moved in'), join(root, 'sub dir/ünder/moved'))
    git(root, 'add', 'moved in', 'sub dir/ünder/moved')
    expect(await statusOf(join(root, 'sub dir/ünder'))).toEqual({
      ...clean,
      commit: first,
      staged: ['moved'],
      unstaged: ['a'],
      untracked: ['new'],
    })
  })

  it('takes the name of a root for a name, not for a pattern', async () => {
    const root = newRepository()
    for (const name of ['[a]*', ':(top)']) {
      mkdirSync(join(root, name))
      write(root, { [`${name}/new`]: '', 'a-file': '' })
      expect((await statusOf(join(root, name)))?.untracked).toEqual(['new'])
    }
  })

  it('lists a thousand paths and says that there were more', async () => {
    const root = newRepository()
    write(root, Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`file-${index}`, ''])))
    const status = await statusOf(root)
    expect([status?.untracked.length, status?.truncated]).toEqual([1_000, true])
  })
})
