import { appendFileSync, chmodSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commit, git, initRepository, scratch, searchPath, write } from './__fixtures__/scratch-repository.ts'
import { readFilterNames } from './filter-names.ts'
import { listGitFiles } from './list-files.ts'
import { readGitStatus } from './read-status.ts'
import { runGit } from './run-git.ts'

describe('a repository that wants to run something', () => {
  const newDirectory = scratch()

  /** A program that leaves a file of its name, and fails. */
  function scene() {
    const [root, traces] = [initRepository(newDirectory()), newDirectory()]
    const program = (name: string) => {
      const path = join(root, '.git', `${name}.sh`)
      writeFileSync(path, `#!/bin/sh\n: > '${join(traces, name)}'\nexit 1\n`)
      chmodSync(path, 0o755)
      return path
    }
    const configure = (text: string, file = join(root, '.git/config')) => appendFileSync(file, `\n${text}\n`)
    return { root, program, configure, traces: () => readdirSync(traces) }
  }

  /** git must read the contents of a file whose size is right and whose time is not. */
  const makeDoubtful = (root: string, ...paths: string[]) => {
    for (const path of paths) utimesSync(join(root, path), 1, 1)
  }

  async function lookAt(root: string) {
    return { status: await readGitStatus(root, searchPath), files: await listGitFiles(root, searchPath) }
  }

  it('runs none of it', async () => {
    const { root, program, configure, traces } = scene()
    commit(root, { 'a.txt': 'text\n', 'b.bin': 'text\n', 'c.odd': 'text\n', 'd.none': 'text\n' })
    write(root, {
      '.gitattributes': '*.txt filter=evil diff=evil\n*.bin filter=Long.Running\n*.odd filter=inc\n*.none filter=\n',
    })
    configure(`
[core]
  fsmonitor = ${program('fsmonitor')}
  hooksPath = ${join(root, '.git/evil-hooks')}
  sshCommand = ${program('ssh')}
  pager = ${program('pager')}
  editor = ${program('editor')}
  untrackedCache = true
[diff]
  external = ${program('external-diff')}
[diff "evil"]
  command = ${program('diff-command')}
  textconv = ${program('textconv')}
[filter "evil"]
  clean = ${program('clean')}
  smudge = ${program('smudge')}
  required = true
[filter "Long.Running"]
  process = ${program('process')}
  required = true
[filter ""]
  clean = ${program('nameless')}
[alias]
  status = !${program('alias')}
[include]
  path = included
[includeIf "gitdir:${root}/"]
  path = included-if
`)
    writeFileSync(join(root, '.git/included'), `[filter "inc"]\n  clean = ${program('included')}\n  required\n`)
    writeFileSync(join(root, '.git/included-if'), `[core]\n  fsmonitor = ${program('included-if')}\n`)
    mkdirSync(join(root, '.git/evil-hooks'))
    for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman']) {
      for (const directory of ['evil-hooks', 'hooks']) {
        const path = join(root, '.git', directory, hook)
        mkdirSync(join(path, '..'), { recursive: true })
        writeFileSync(path, `#!/bin/sh\nexec '${program(hook)}'\n`)
        chmodSync(path, 0o755)
      }
    }
    makeDoubtful(root, 'a.txt', 'b.bin', 'c.odd', 'd.none')
    const { status, files } = await lookAt(root)
    expect(traces()).toEqual([])
    expect(status).toMatchObject({ branch: 'main', unstaged: [], untracked: ['.gitattributes'] })
    expect(files).toEqual(['.gitattributes', 'a.txt', 'b.bin', 'c.odd', 'd.none'])
    // Without our care the same repository does run them.
    expect(() => git(root, 'status')).toThrow()
    expect(traces()).toContain('included-if')
    expect(traces()).toContain('clean')
  })

  it('is not read when a filter has a name that cannot be overridden', async () => {
    for (const name of [Buffer.from('x=y'), Buffer.from([0xe9])]) {
      const { root, program, traces } = scene()
      commit(root, { a: 'text\n' })
      const attributes = Buffer.concat([Buffer.from('* filter='), name, Buffer.from('\n')])
      writeFileSync(join(root, '.gitattributes'), attributes)
      const section = [Buffer.from('\n[filter "'), name, Buffer.from(`"]\n  clean = ${program('clean')}\n`)]
      appendFileSync(join(root, '.git/config'), Buffer.concat(section))
      makeDoubtful(root, 'a')
      expect(await lookAt(root)).toEqual({ status: null, files: null })
      expect(traces()).toEqual([])
      git(root, 'status')
      expect(traces()).toEqual(['clean'])
    }
  })

  it('does not fetch what is missing', async () => {
    const { root, program, configure, traces } = scene()
    commit(root, { 'deep/a': 'text\n' })
    const tree = git(root, 'rev-parse', 'HEAD:deep')
    rmSync(join(root, '.git/objects', tree.slice(0, 2), tree.slice(2)))
    write(root, { 'deep/a': 'changed\n' })
    git(root, 'add', '--all')
    configure(`
[core]
  repositoryFormatVersion = 1
[extensions]
  partialClone = origin
[remote "origin"]
  url = ext::${program('transport')}
  promisor = true
  partialCloneFilter = blob:none
[protocol "ext"]
  allow = always
[protocol]
  allow = always
`)
    await lookAt(root)
    expect(traces()).toEqual([])
    expect(() => git(root, 'status')).toThrow()
    expect(traces()).toEqual(['transport'])
  })

  it('cannot put a program in the place of git', async () => {
    const { root, program, traces } = scene()
    commit(root, { a: '' })
    git(root, 'config', 'core.bare', 'false')
    writeFileSync(join(root, 'git'), `#!/bin/sh\nexec '${program('git')}'\n`)
    chmodSync(join(root, 'git'), 0o755)
    expect(await readGitStatus(root, `.:${searchPath}`)).toMatchObject({ untracked: ['git'] })
    expect(traces()).toEqual([])
  })

  it('leaves the index alone', async () => {
    const { root } = scene()
    commit(root, { a: 'text\n' })
    makeDoubtful(root, 'a')
    const index = () => git(root, 'hash-object', '.git/index')
    const before = index()
    await lookAt(root)
    expect(index()).toBe(before)
  })

  it('does not see the configuration of a person', async () => {
    const answer = await runGit(initRepository(newDirectory()), ['config', '--list', '--show-scope'], searchPath)
    const scopes = answer?.stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0])
    expect(new Set(scopes)).toEqual(new Set(['local', 'command']))
  })
})

describe('the names of filters', () => {
  const keys = (...names: string[]) => Buffer.from(names.map((name) => `filter.${name}\0`).join(''))

  it.each([
    ['none', Buffer.alloc(0), []],
    ['one with several keys', keys('lfs.clean', 'lfs.smudge', 'lfs.required'), ['lfs']],
    ['one with dots', keys('a.b.c.process'), ['a.b.c']],
    ['one without a name', keys('.clean'), ['']],
    ['one with an equals sign', keys('lfs.clean', 'a=b.clean'), null],
    ['one that is not UTF-8', Buffer.from('filter.\xe9.clean\0', 'latin1'), null],
    ['more than a command line can hold', keys(`${'x'.repeat(17_000)}.clean`), null],
  ])('%s', (_, answer, names) => {
    expect(readFilterNames(answer)).toEqual(names)
  })
})
