import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Change } from '../../src/node.ts'
import { badFieldsOf, reasonOf, refusalOf } from './ask.ts'
import { forEachServer } from './for-each-server.ts'
import { directoryWith, git, sha256Of, treeOf } from './repository.ts'

forEachServer('repositories', (server) => {
  const repos = () => server.client.repos
  const register = async (files: Record<string, string | Buffer>, more: object = {}) => {
    const root = directoryWith(files)
    const { id } = await repos().register({ root, ...more })
    return { root, repoId: id }
  }
  const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8')

  describe('the registry', () => {
    test('keeps a directory under the name it has, with the budget of the contract', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a' })
      const repo = await repos().get({ id: repoId })
      expect(repo).toMatchObject({
        root,
        name: root.split('/').at(-1),
        allowedOps: ['read', 'write', 'run_checks'],
        rules: { allow: [], deny: [] },
        budget: { maxFiles: 50, maxLines: 4_000 },
        changes: 0,
      })
      expect((await repos().list({ limit: 1 })).items).toEqual([repo])
    })

    test('the same id again is the same repository, the same directory again is refused', async () => {
      const root = directoryWith({})
      const id = `repo-${server.engine}`
      const first = await repos().register({ id, root, name: 'First' })
      expect(await repos().register({ id, root: '/nowhere', name: 'Second' })).toEqual(first)
      expect(await reasonOf(repos().register({ root }))).toBe('REPO_EXISTS')
    })

    test.each([
      ['a path that is not there', '/no/such/directory'],
      ['a relative path', 'somewhere'],
      ['a file', import.meta.filename],
    ])('refuses %s as a root', async (_, root) => {
      expect(await reasonOf(repos().register({ root }))).toBe('REPO_ROOT_INVALID')
    })

    test('refuses its own data directory as a root', async () => {
      expect(await reasonOf(repos().register({ root: server.dataDir }))).toBe('REPO_ROOT_INVALID')
    })

    test('names the field that is wrong', async () => {
      const root = directoryWith({})
      expect(await badFieldsOf(repos().register({ root, budget: { maxFiles: -1 } }))).toEqual(['budget.maxFiles'])
      expect(await badFieldsOf(repos().register({ root, checks: [{ name: 'x', command: [] }] }))).toEqual([
        'checks.0.command',
      ])
      for (const id of ['list', 'changes']) expect(await badFieldsOf(repos().register({ root, id }))).toEqual(['id'])
    })

    test('changes what is given, and forgets the repository but not its files', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n' })
      const changed = await repos().update({ id: repoId, name: 'Renamed', allowedOps: ['read'] })
      expect(changed).toMatchObject({ name: 'Renamed', allowedOps: ['read'], budget: { maxFiles: 50 } })
      const refusal = await refusalOf(repos().applyPatch({ repoId, files: [{ path: 'a.txt', content: 'b\n' }] }))
      expect(refusal.reason).toBe('OPERATION_NOT_ALLOWED')
      expect(await repos().remove({ id: repoId })).toMatchObject({ deleted: repoId, removed: { repos: 1 } })
      expect(await reasonOf(repos().get({ id: repoId }))).toBe('REPO_NOT_FOUND')
      expect(read(root, 'a.txt')).toBe('a\n')
    })

    test('says what git says of the root, and null where there is none', async () => {
      const { root, repoId } = await register({
        'a.txt': 'a\n',
        'b.txt': 'b\n',
        '.gitignore': 'ignored\n',
        ignored: '',
      })
      expect(await repos().status({ repoId })).toEqual({ repoId, root, git: null })
      git(root, 'init', '-q')
      git(root, 'add', '.')
      git(root, 'commit', '-qm', 'first')
      writeFileSync(join(root, 'a.txt'), 'changed\n')
      writeFileSync(join(root, 'new.txt'), '')
      expect((await repos().status({ repoId })).git).toMatchObject({
        branch: 'main',
        upstream: null,
        staged: [],
        unstaged: ['a.txt'],
        untracked: ['new.txt'],
        conflicts: [],
      })
      const { items } = await repos().files({ repoId })
      expect(items.map(({ path }) => path)).toEqual(['.gitignore', 'a.txt', 'b.txt', 'new.txt'])
      const first = await repos().files({ repoId, limit: 2 })
      const rest = await repos().files({ repoId, limit: 2, cursor: first.nextCursor })
      expect([...first.items, ...rest.items]).toEqual(items)
    })

    test('reads a file, a part of one, and none that is closed', async () => {
      const files = { 'a.txt': 'héllo\r\nwörld\r\n', 'b.bin': Buffer.from([0, 1, 2]), '.env': 'KEY=1', 'keys/x': '' }
      const { repoId } = await register(files, { rules: { deny: ['keys/**'] } })
      expect(await repos().readFile({ repoId, path: 'a.txt' })).toEqual({
        path: 'a.txt',
        bytes: 16,
        offset: 0,
        nextOffset: null,
        sha256: sha256Of(files['a.txt']),
        mode: '644',
        encoding: 'utf-8',
        lineEnding: 'crlf',
        content: files['a.txt'],
      })
      const part = await repos().readFile({ repoId, path: 'a.txt', offset: 0, length: 2 })
      expect(part).toMatchObject({ content: 'h', nextOffset: 1 })
      expect(await repos().readFile({ repoId, path: 'a.txt', offset: 1, length: 2 })).toMatchObject({ content: 'é' })
      expect(await repos().readFile({ repoId, path: 'b.bin' })).toMatchObject({ encoding: 'base64', content: 'AAEC' })
      expect(await reasonOf(repos().readFile({ repoId, path: '.env' }))).toBe('PATH_DENIED')
      expect(await reasonOf(repos().readFile({ repoId, path: 'keys/x' }))).toBe('PATH_DENIED')
      expect(await reasonOf(repos().readFile({ repoId, path: '../x' }))).toBe('PATH_OUTSIDE_ROOT')
      expect(await reasonOf(repos().readFile({ repoId, path: 'none' }))).toBe('FILE_NOT_FOUND')
    })

    test('an update leaves alone what it does not name, inside rules and budget too', async () => {
      const budget = { maxFiles: 5, maxLines: 60, perHour: { maxPatches: 40, maxLines: 2_000 } }
      const { repoId: id } = await register({}, { budget, rules: { allow: ['src/**'], deny: ['secrets/**'] } })
      await repos().update({ id, budget: { maxLines: 70, perHour: { maxPatches: 41 } }, rules: { allow: [] } })
      expect(await repos().get({ id })).toMatchObject({
        budget: { maxFiles: 5, maxLines: 70, perHour: { maxPatches: 41, maxLines: 2_000 } },
        rules: { allow: [], deny: ['secrets/**'] },
      })
    })

    test('keeps what several who change it at the same time give', async () => {
      const { repoId: id } = await register({})
      for (let round = 1; round <= 10; round++) {
        const bounds = [{ maxLines: round }, { maxFiles: round }, { maxBytes: round }]
        await Promise.all(bounds.map((budget) => repos().update({ id, budget })))
        expect((await repos().get({ id })).budget).toMatchObject({ maxLines: round, maxFiles: round, maxBytes: round })
      }
    })

    test('a root that has gone is said to be gone', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n' })
      rmSync(root, { recursive: true })
      expect(await reasonOf(repos().status({ repoId }))).toBe('REPO_ROOT_INVALID')
      expect(await reasonOf(repos().files({ repoId }))).toBe('REPO_ROOT_INVALID')
    })

    test('a part of a file that begins with a byte order mark in its middle keeps it', async () => {
      const { repoId } = await register({ 'a.txt': 'ab\uFEFFcd' })
      expect(await repos().readFile({ repoId, path: 'a.txt', offset: 2 })).toMatchObject({ content: '\uFEFFcd' })
    })
  })

  describe('a patch', () => {
    test('of every form is one change of all its files', async () => {
      const { root, repoId } = await register({
        'edit.txt': 'one\ntwo\nthree\n',
        'diff.txt': 'a\nb\nc\n',
        'gone.txt': 'x\n',
        'old.txt': 'moved\n',
        'run.sh': '#!/bin/sh\n',
      })
      const change = await repos().applyPatch({
        repoId,
        summary: 'Everything at once',
        origin: 'test',
        files: [
          { path: 'new/file.txt', content: 'hello\n' },
          { path: 'edit.txt', edits: [{ oldText: 'two', newText: '2' }] },
          { path: 'diff.txt', diff: '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n' },
          { path: 'gone.txt', delete: true },
          { path: 'old.txt', renameTo: 'dir/new.txt' },
          { path: 'run.sh', mode: '755' },
          { path: 'blob.bin', content: 'AAECAw==', encoding: 'base64' },
        ],
      })
      expect(change).toMatchObject({
        repoId,
        kind: 'apply',
        status: 'applied',
        summary: 'Everything at once',
        origin: 'test',
        sequence: 1,
        undoneBy: null,
        stats: { files: 7, linesAdded: 3, linesRemoved: 3 },
      })
      expect(change.files.map(({ path, oldPath, action }) => [path, oldPath, action])).toEqual([
        ['blob.bin', null, 'added'],
        ['diff.txt', null, 'modified'],
        ['dir/new.txt', 'old.txt', 'renamed'],
        ['edit.txt', null, 'modified'],
        ['gone.txt', null, 'deleted'],
        ['new/file.txt', null, 'added'],
        ['run.sh', null, 'modified'],
      ])
      expect(treeOf(root)).toEqual({
        'blob.bin': '644 \0\u0001\u0002\u0003',
        'diff.txt': '644 a\nB\nc\n',
        'dir/new.txt': '644 moved\n',
        'edit.txt': '644 one\n2\nthree\n',
        'new/file.txt': '644 hello\n',
        'run.sh': '755 #!/bin/sh\n',
      })
      const { files, ...rest } = await repos().getChange({ repoId, changeId: change.id })
      expect({ ...rest, files: files.map((file) => ({ ...file, diff: null })) }).toEqual(change)
      expect(files.find(({ path }) => path === 'edit.txt')?.diff).toContain('-two\n+2\n')
    })

    test('as unified diff or as envelope names its files itself', async () => {
      const { root, repoId } = await register({ 'a.txt': 'one\ntwo\n', 'b.txt': 'x\n' })
      await repos().applyPatch({
        repoId,
        patch:
          'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n' +
          'diff --git a/c.sh b/c.sh\nnew file mode 100755\n--- /dev/null\n+++ b/c.sh\n@@ -0,0 +1 @@\n+#!/bin/sh\n',
      })
      await repos().applyPatch({
        repoId,
        patch:
          '*** Begin Patch\n*** Update File: b.txt\n@@\n-x\n+y\n*** Add File: d/e.txt\n+new\n*** Delete File: a.txt\n*** End Patch',
      })
      expect(treeOf(root)).toEqual({ 'b.txt': '644 y\n', 'c.sh': '755 #!/bin/sh\n', 'd/e.txt': '644 new\n' })
    })

    test('that fits nowhere, or in several places, changes nothing and says where it came closest', async () => {
      const before = { 'a.txt': 'alpha\nbeta\ngamma\nbeta\n', 'b.txt': 'x\n' }
      const { root, repoId } = await register(before)
      const { reason, details } = await refusalOf(
        repos().applyPatch({
          repoId,
          files: [
            {
              path: 'a.txt',
              edits: [
                { oldText: 'beta', newText: 'b' },
                { oldText: 'gama', newText: 'g' },
              ],
            },
            { path: 'missing.txt', edits: [{ oldText: 'a', newText: 'b' }] },
            { path: 'b.txt', content: 'y\n' },
          ],
        }),
      )
      expect(reason).toBe('PATCH_DOES_NOT_APPLY')
      expect(details['problems']).toEqual([
        expect.objectContaining({ path: 'a.txt', hunk: 1, problem: 'text_ambiguous', places: [2, 4] }),
        expect.objectContaining({
          path: 'a.txt',
          hunk: 2,
          problem: 'text_not_found',
          nearest: expect.objectContaining({ line: 3 }),
        }),
        expect.objectContaining({ path: 'missing.txt', problem: 'file_not_found' }),
      ])
      expect(read(root, 'b.txt')).toBe('x\n')
      const { items } = await repos().changes({ repoId })
      expect(items).toEqual([
        expect.objectContaining({
          status: 'refused',
          error: expect.objectContaining({ reason: 'PATCH_DOES_NOT_APPLY' }),
        }),
      ])
    })

    test('that was made for other contents is refused', async () => {
      const { repoId } = await register({ 'a.txt': 'now\n' })
      const files = [{ path: 'a.txt', content: 'then\n', expectedSha256: sha256Of('before\n') }]
      expect(await reasonOf(repos().applyPatch({ repoId, files }))).toBe('FILE_CHANGED')
      const fresh = [{ path: 'b.txt', content: 'b\n', expectedSha256: null }]
      await repos().applyPatch({ repoId, files: fresh })
      expect(await reasonOf(repos().applyPatch({ repoId, files: fresh }))).toBe('FILE_CHANGED')
    })

    test('that changes nothing, cannot be read or is no patch at all is refused', async () => {
      const { repoId } = await register({ 'a.txt': 'a\n' })
      const apply = (input: object) => repos().applyPatch({ repoId, ...input })
      expect(await reasonOf(apply({ files: [{ path: 'a.txt', content: 'a\n' }] }))).toBe('PATCH_EMPTY')
      expect(await reasonOf(apply({ patch: 'hello' }))).toBe('PATCH_INVALID')
      expect(await reasonOf(apply({ patch: '*** Begin Patch\n*** End Patch' }))).toBe('PATCH_INVALID')
      expect(await reasonOf(apply({}))).toBe('INPUT_INVALID')
      expect(await reasonOf(apply({ files: [{ path: 'a.txt' }] }))).toBe('INPUT_INVALID')
      expect(await reasonOf(apply({ files: [{ path: 'a.txt', content: '', delete: true }] }))).toBe('INPUT_INVALID')
    })

    test('keeps line endings, a missing final newline, mode bits and the encoding', async () => {
      const latin1 = Buffer.from('caf\xe9\nth\xe9\n', 'latin1')
      const utf16 = Buffer.from('\ufeffone\ntwo\n', 'utf16le')
      const { root, repoId } = await register({
        'crlf.txt': 'a\r\nb\r\nc\r\n',
        'open.txt*': 'a\nb',
        'latin1.txt': latin1,
        'utf16.txt': utf16,
      })
      await repos().applyPatch({
        repoId,
        files: [
          { path: 'crlf.txt', edits: [{ oldText: 'a\nb\n', newText: 'A\nB\n' }] },
          { path: 'open.txt', edits: [{ oldText: 'a', newText: 'A' }] },
          { path: 'latin1.txt', edits: [{ oldText: 'café', newText: 'thé' }] },
          { path: 'utf16.txt', edits: [{ oldText: 'two', newText: 'zwei' }] },
        ],
      })
      expect(treeOf(root)).toEqual({
        'crlf.txt': '644 A\r\nB\r\nc\r\n',
        'latin1.txt': '644 th\xe9\nth\xe9\n',
        'open.txt': '755 A\nb',
        'utf16.txt': `644 ${Buffer.from('\ufeffone\nzwei\n', 'utf16le').toString('latin1')}`,
      })
    })

    test('with the same id again is the change that there is', async () => {
      const { repoId } = await register({ 'a.txt': 'a\n' })
      const input = { repoId, id: `once-${server.engine}`, files: [{ path: 'a.txt', content: 'b\n' }] }
      const first = await repos().applyPatch(input)
      expect(first.id).toBe(input.id)
      expect(await repos().applyPatch(input)).toEqual(first)
      expect((await repos().get({ id: repoId })).changes).toBe(1)
    })

    test('the same id again is the same change, also when its thread has gone', async () => {
      const { repoId } = await register({ 'a.txt': 'a\n' })
      const { id: threadId } = await server.client.threads.create({ title: 'For a while' })
      const input = { repoId, id: `thread-gone-${server.engine}`, threadId, files: [{ path: 'a.txt', content: 'b\n' }] }
      const change = await repos().applyPatch(input)
      await server.client.threads.delete({ id: threadId })
      expect(await repos().applyPatch(input)).toEqual(change)
    })

    test('an id that belongs to another entry is refused before a file is written', async () => {
      const [one, other] = [await register({ 'a.txt': 'a\n' }), await register({ 'a.txt': 'a\n' })]
      const files = [{ path: 'a.txt', content: 'b\n' }]
      const { proposalId: id } = await repos().proposePatch({ repoId: one.repoId, files })
      for (const { repoId } of [one, other]) {
        expect(await reasonOf(repos().applyPatch({ repoId, id, files }))).toBe('ID_TAKEN')
      }
      expect(read(other.root, 'a.txt')).toBe('a\n')
      expect(await repos().applyPatch({ repoId: other.repoId, files })).toMatchObject({ status: 'applied' })
    })
  })

  describe('paths', () => {
    const hostile = [
      ['../x', 'PATH_OUTSIDE_ROOT'],
      ['a/../../x', 'PATH_OUTSIDE_ROOT'],
      ['/etc/x', 'PATH_OUTSIDE_ROOT'],
      ['C:\\x', 'PATH_OUTSIDE_ROOT'],
      ['a\\b', 'PATH_INVALID'],
      ['.git/hooks/pre-commit', 'PATH_DENIED'],
      ['.GIT/config', 'PATH_DENIED'],
      ['.git./x', 'PATH_DENIED'],
      ['sub/.gi\u200bt/x', 'PATH_DENIED'],
      ['a\u202eb', 'PATH_INVALID'],
      ['CON', 'PATH_INVALID'],
      ['nul.txt', 'PATH_INVALID'],
      ['a\0b', 'PATH_INVALID'],
      ['x'.repeat(5_000), 'PATH_INVALID'],
      ['.env', 'PATH_DENIED'],
      ['.env.local', 'PATH_DENIED'],
      ['.github/workflows/ci.yml', 'PATH_HELD'],
      ['.husky/pre-commit', 'PATH_HELD'],
      ['.vscode/tasks.json', 'PATH_HELD'],
      ['README.MD', 'PATH_TWIN'],
      ['link.txt', 'PATH_OUTSIDE_ROOT'],
      ['linked/x.txt', 'PATH_OUTSIDE_ROOT'],
    ] as const

    test('that lead out, run later or look like others are refused with the reason', async () => {
      const { root, repoId } = await register({ 'README.md': 'x\n' })
      const outside = directoryWith({ 'target.txt': 'safe\n' })
      symlinkSync(join(outside, 'target.txt'), join(root, 'link.txt'))
      symlinkSync(outside, join(root, 'linked'))
      const before = [treeOf(root), treeOf(outside)]
      for (const [path, reason] of hostile) {
        const apply = repos().applyPatch({ repoId, files: [{ path, content: 'evil\n' }] })
        expect([path.slice(0, 40), await reasonOf(apply)]).toEqual([path.slice(0, 40), reason])
      }
      expect([treeOf(root), treeOf(outside)]).toEqual(before)
    })

    test('of symbolic links cannot be made by a patch', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n' })
      const patch =
        'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n'
      expect(await reasonOf(repos().applyPatch({ repoId, patch }))).toBe('PATCH_DOES_NOT_APPLY')
      expect(Object.keys(treeOf(root))).toEqual(['a.txt'])
    })

    test('follow the rules: deny closes, allow limits, a name opens what runs later', async () => {
      const rules = { allow: ['src/**', '.github/workflows/ci.yml'], deny: ['src/secret/**'] }
      const { repoId } = await register({ 'src/a.txt': 'a\n' }, { rules })
      const apply = (path: string) => repos().applyPatch({ repoId, files: [{ path, content: 'x\n' }] })
      expect(await reasonOf(apply('docs/x.md'))).toBe('PATH_DENIED')
      expect(await reasonOf(apply('src/secret/x'))).toBe('PATH_DENIED')
      expect(await reasonOf(apply('src/x'))).toBeNull()
      expect(await reasonOf(apply('.github/workflows/ci.yml'))).toBeNull()
      expect(await reasonOf(apply('.github/workflows/other.yml'))).toMatch(/PATH_(DENIED|HELD)/)
    })

    test('that are refused are all named, the first with its reason', async () => {
      const rules = { allow: ['src/**', 'link.txt'], deny: ['*.pem'] }
      const { root, repoId } = await register({ 'src/a.txt': 'a\n', 'src/key.pem': 'key\n' }, { rules })
      symlinkSync('/etc/hostname', join(root, 'link.txt'))
      const files = [
        { path: 'src/a.txt', content: 'b\n' },
        { path: 'docs/b.md', content: 'b\n' },
        { path: 'src/key.pem', edits: [{ oldText: 'key', newText: '' }] },
        { path: 'link.txt', content: 'b\n' },
      ]
      const apply = (...some: typeof files) => refusalOf(repos().applyPatch({ repoId, files: some }))
      const [, doc, key, link] = files
      // The key can be found nowhere, but that is not what is said of a closed file.
      const closed = await apply(key!, link!)
      expect(closed).toMatchObject({
        reason: 'PATH_DENIED',
        details: {
          path: 'src/key.pem',
          paths: [
            { path: 'src/key.pem', reason: 'PATH_DENIED' },
            { path: 'link.txt', reason: 'PATH_OUTSIDE_ROOT' },
          ],
        },
      })
      expect(closed.message).toMatch(/^src\/key.pem: .* \(and 1 more\)$/)
      const notAllowed = await apply({ ...doc!, path: 'docs/c.md' }, doc!, files[0]!)
      expect(notAllowed.details['paths']).toEqual([
        { path: 'docs/c.md', reason: 'PATH_DENIED', message: expect.stringContaining('No allow rule') },
        { path: 'docs/b.md', reason: 'PATH_DENIED', message: expect.stringContaining('No allow rule') },
      ])
      const mixed = await apply(link!, doc!)
      expect(mixed).toMatchObject({
        reason: 'PATH_OUTSIDE_ROOT',
        details: { paths: [{ path: 'link.txt' }, { path: 'docs/b.md' }] },
      })
      expect((await apply(doc!)).details).toEqual({ path: 'docs/b.md', jobId: expect.any(String) })
      expect(await refusalOf(repos().proposePatch({ repoId, files: [key!, link!] }))).toMatchObject({
        message: closed.message,
        details: { paths: closed.details['paths'] },
      })
      expect(read(root, 'src/a.txt')).toBe('a\n')
    })

    test('of a manifest are held only when its scripts change', async () => {
      const manifest = (more: object) => `${JSON.stringify({ name: 'x', scripts: { test: 'true' }, ...more })}\n`
      const { repoId } = await register({ 'package.json': manifest({}) })
      const apply = (content: string) => repos().applyPatch({ repoId, files: [{ path: 'package.json', content }] })
      expect(await reasonOf(apply(manifest({ scripts: { test: 'evil' } })))).toBe('PATH_HELD')
      expect(await reasonOf(apply(manifest({ license: 'MIT' })))).toBeNull()
    })
  })

  describe('the budget', () => {
    test('is measured from the contents, and every bound that breaks is named', async () => {
      const crlf = 'a\nb\nc\n'
      const budget = { maxFiles: 1, maxLines: 5, maxBytes: 1_000, perHour: { maxPatches: 2, maxLines: 100 } }
      const { root, repoId } = await register({ 'a.txt': crlf, 'b.txt': 'b\n' }, { budget })
      const flip = { path: 'a.txt', content: crlf.replaceAll('\n', '\r\n') }
      const { reason, details } = await refusalOf(
        repos().applyPatch({ repoId, files: [flip, { path: 'b.txt', content: 'c\n' }] }),
      )
      expect(reason).toBe('BUDGET_EXCEEDED')
      expect(details['exceeded']).toEqual([
        { bound: 'maxFiles', limit: 1, used: 0, asked: 2 },
        { bound: 'maxLines', limit: 5, used: 0, asked: 8 },
      ])
      expect(treeOf(root)).toEqual({ 'a.txt': '644 a\nb\nc\n', 'b.txt': '644 b\n' })
      expect((await repos().budget({ repoId })).perHour.patches).toEqual({ limit: 2, used: 0, left: 2 })
    })

    test('of an hour lets through what fits, and charges nothing that failed', async () => {
      const budget = { perHour: { maxPatches: 10, maxLines: 6 } }
      const { repoId } = await register({ 'a.txt': 'a\n' }, { budget })
      const apply = (content: string) => repos().applyPatch({ repoId, files: [{ path: 'a.txt', content }] })
      expect(await apply('b\n')).toMatchObject({ chargedLines: 2 })
      expect(await reasonOf(repos().applyPatch({ repoId, files: [{ path: 'none', delete: true }] }))).toBe(
        'PATCH_DOES_NOT_APPLY',
      )
      expect(await apply('c\n')).toMatchObject({ chargedLines: 2 })
      expect((await repos().budget({ repoId })).perHour).toEqual({
        patches: { limit: 10, used: 2, left: 8 },
        lines: { limit: 6, used: 4, left: 2 },
      })
      const { details } = await refusalOf(apply('d\ne\n'))
      expect(details['exceeded']).toEqual([{ bound: 'perHour.maxLines', limit: 6, used: 4, asked: 3 }])
    })

    test('with room for one lets exactly one of fifty at once through', async () => {
      const { root, repoId } = await register({}, { budget: { perHour: { maxPatches: 1, maxLines: 100 } } })
      const ends = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          reasonOf(repos().applyPatch({ repoId, files: [{ path: `f${n}.txt`, content: 'x\n' }] })),
        ),
      )
      expect(Object.groupBy(ends, (end) => end ?? 'applied')['applied']).toHaveLength(1)
      expect(new Set(ends)).toEqual(new Set([null, 'BUDGET_EXCEEDED']))
      expect(Object.keys(treeOf(root))).toHaveLength(1)
    })
  })

  describe('a proposal', () => {
    test('says what would happen, writes nothing, and is applied once', async () => {
      const { root, repoId } = await register({ 'a.txt': 'one\ntwo\n', 'b.txt': 'b\n' })
      const proposal = await repos().proposePatch({
        repoId,
        summary: 'Count',
        files: [
          { path: 'a.txt', edits: [{ oldText: 'two', newText: '2' }] },
          { path: 'c.txt', content: 'new\n' },
        ],
      })
      expect(proposal).toMatchObject({
        repoId,
        stats: { files: 2, linesAdded: 2, linesRemoved: 1 },
        budget: { perHour: { patches: { used: 0 } } },
      })
      expect(proposal.files[0]?.diff).toContain('-two\n+2\n')
      expect(read(root, 'a.txt')).toBe('one\ntwo\n')
      const entry = await repos().getChange({ repoId, changeId: proposal.proposalId })
      expect(entry).toMatchObject({ kind: 'propose', status: 'proposed', proposal: { state: 'open', closedBy: null } })
      const change = await repos().applyPatch({ repoId, proposalId: proposal.proposalId })
      expect(change).toMatchObject({ kind: 'apply', proposalId: proposal.proposalId, stats: proposal.stats })
      expect(treeOf(root)).toEqual({ 'a.txt': '644 one\n2\n', 'b.txt': '644 b\n', 'c.txt': '644 new\n' })
      expect(await reasonOf(repos().applyPatch({ repoId, proposalId: proposal.proposalId }))).toBe('PROPOSAL_USED')
    })

    test('is not applied to files that changed since, nor after its time, and may be applied in part', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n', 'b.txt': 'b\n' })
      const files = [
        { path: 'a.txt', content: 'A\n' },
        { path: 'b.txt', content: 'B\n' },
      ]
      const { proposalId } = await repos().proposePatch({ repoId, files })
      writeFileSync(join(root, 'a.txt'), 'someone else\n')
      const refusal = await refusalOf(repos().applyPatch({ repoId, proposalId }))
      expect([refusal.reason, refusal.details['paths']]).toEqual(['FILE_CHANGED', ['a.txt']])
      await repos().applyPatch({ repoId, proposalId, paths: ['b.txt'] })
      expect(treeOf(root)).toEqual({ 'a.txt': '644 someone else\n', 'b.txt': '644 B\n' })
      expect(await reasonOf(repos().applyPatch({ repoId, proposalId: 'nothing' }))).toBe('PROPOSAL_NOT_FOUND')
    })

    test('is refused where applying would be', async () => {
      const { repoId } = await register({ 'a.txt': 'a\n' }, { budget: { maxLines: 1 } })
      const propose = (files: object[]) => repos().proposePatch({ repoId, files: files as never })
      expect(await reasonOf(propose([{ path: 'a.txt', content: 'b\n' }]))).toBe('BUDGET_EXCEEDED')
      expect(await reasonOf(propose([{ path: '.git/x', content: 'b\n' }]))).toBe('PATH_DENIED')
      expect(await reasonOf(propose([{ path: 'none', delete: true }]))).toBe('PATCH_DOES_NOT_APPLY')
    })

    test('a proposal that is applied keeps its words, and what is taken back stays in its thread', async () => {
      const { repoId } = await register({ 'a.txt': 'one\n' })
      const { id: threadId } = await server.client.threads.create({ title: 'Prices' })
      const said = { summary: 'Round prices', threadId, origin: 'agent' }
      const files = [{ path: 'a.txt', content: 'two\n' }]
      const { proposalId } = await repos().proposePatch({ repoId, files, ...said })
      const change = await repos().applyPatch({ repoId, proposalId })
      expect(change).toMatchObject(said)
      const undone = await repos().undoChange({ repoId, changeId: change.id })
      expect(undone.change).toMatchObject({ threadId })
      expect(await reasonOf(repos().applyPatch({ repoId, proposalId }))).toBe('PROPOSAL_USED')
      expect((await repos().changes({ repoId, limit: 1 })).items).toMatchObject([
        { status: 'refused', error: { reason: 'PROPOSAL_USED' } },
      ])
    })

    test('that is refused says who did it and why, and cannot be applied', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n' })
      const { id: threadId } = await server.client.threads.create({ title: 'Prices' })
      const files = [{ path: 'a.txt', content: 'b\n' }]
      const said = { summary: 'Round prices', threadId, origin: 'agent' }
      const { proposalId } = await repos().proposePatch({ repoId, files, ...said })
      const refused = await repos().refuseProposal({ repoId, proposalId, reason: 'Prices are exact.', origin: 'me' })
      expect(refused).toMatchObject({
        kind: 'apply',
        status: 'refused',
        proposalId,
        summary: said.summary,
        threadId,
        origin: 'me',
        jobId: null,
        error: { reason: 'PROPOSAL_REFUSED', message: 'The proposal was refused. Prices are exact.' },
      })
      expect(await repos().getChange({ repoId, changeId: proposalId })).toMatchObject({
        status: 'proposed',
        proposal: { state: 'refused', closedBy: refused.id },
      })
      const later = [repos().applyPatch({ repoId, proposalId }), repos().refuseProposal({ repoId, proposalId })]
      for (const refusal of await Promise.all(later.map(refusalOf)))
        expect(refusal).toMatchObject({ reason: 'PROPOSAL_REFUSED', details: { proposalId, changeId: refused.id } })
      expect(read(root, 'a.txt')).toBe('a\n')
      expect(await repos().verifyLedger({ repoId })).toMatchObject({ ok: true })
    })

    test('is not refused when it was applied, is too old or not there, or may not be applied', async () => {
      const { repoId } = await register({ 'a.txt': 'a\n' })
      const propose = async (content: string, expiresInSeconds = 60) =>
        (await repos().proposePatch({ repoId, files: [{ path: 'a.txt', content }], expiresInSeconds })).proposalId
      const refuse = (proposalId: string) => reasonOf(repos().refuseProposal({ repoId, proposalId }))
      const [used, expired] = [await propose('b\n'), await propose('c\n', 1)]
      await repos().applyPatch({ repoId, proposalId: used })
      expect(await refuse(used)).toBe('PROPOSAL_USED')
      const isExpired = async () => {
        const { proposal } = await repos().getChange({ repoId, changeId: expired })
        expect(proposal?.state).toBe('expired')
      }
      await vi.waitFor(isExpired, { timeout: 3_000 })
      expect(await refuse(expired)).toBe('PROPOSAL_EXPIRED')
      expect(await refuse('nothing')).toBe('PROPOSAL_NOT_FOUND')
      const open = await propose('d\n')
      await repos().update({ id: repoId, allowedOps: ['read'] })
      expect(await refuse(open)).toBe('OPERATION_NOT_ALLOWED')
      expect((await repos().changes({ repoId, status: 'refused' })).items).toEqual([])
    })

    test('that is applied and refused at once is one of the two', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n' })
      const { proposalId } = await repos().proposePatch({ repoId, files: [{ path: 'a.txt', content: 'b\n' }] })
      const [applied, refused] = await Promise.all([
        reasonOf(repos().applyPatch({ repoId, proposalId })),
        reasonOf(repos().refuseProposal({ repoId, proposalId })),
      ])
      expect([applied, refused]).toEqual(applied === null ? [null, 'PROPOSAL_USED'] : ['PROPOSAL_REFUSED', null])
      expect(read(root, 'a.txt')).toBe(applied === null ? 'b\n' : 'a\n')
    })

    test('a file that stands where a directory is needed is in the way of a proposal too', async () => {
      const { repoId } = await register({ 'a.txt': 'a\n' })
      const refusal = await refusalOf(repos().proposePatch({ repoId, files: [{ path: 'a.txt/b', content: 'x\n' }] }))
      expect(refusal).toMatchObject({
        reason: 'PATCH_DOES_NOT_APPLY',
        details: { problems: [{ path: 'a.txt/b', problem: 'file_exists' }] },
      })
      const files = ['p', 'p/q/r'].map((path) => ({ path, content: 'x\n' }))
      expect(await refusalOf(repos().proposePatch({ repoId, files }))).toMatchObject({
        reason: 'PATCH_DOES_NOT_APPLY',
        details: { problems: [{ path: 'p/q/r', problem: 'file_exists' }] },
      })
    })
  })

  describe('undo', () => {
    test('gives back bytes, modes and absent files, and redo the change', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\r\nb', 'b.sh*': 'x\n', 'old.txt': 'moved\n' })
      const before = treeOf(root)
      const change = await repos().applyPatch({
        repoId,
        files: [
          { path: 'a.txt', content: 'new\n' },
          { path: 'b.sh', mode: '644' },
          { path: 'old.txt', renameTo: 'x/y.txt', edits: [{ oldText: 'moved', newText: 'moved here' }] },
          { path: 'deep/er/new.txt', content: '1\n' },
        ],
      })
      const after = treeOf(root)
      const preview = await repos().undoChange({ repoId, changeId: change.id, dryRun: true })
      expect(preview).toMatchObject({ dryRun: true, change: null, conflicts: [] })
      expect(treeOf(root)).toEqual(after)
      const undone = await repos().undoChange({ repoId, changeId: change.id })
      expect(undone.change).toMatchObject({ kind: 'undo', status: 'applied', targets: [change.id], chargedLines: 0 })
      expect(treeOf(root)).toEqual(before)
      expect(existsSync(join(root, 'deep'))).toBe(false)
      expect(await repos().getChange({ repoId, changeId: change.id })).toMatchObject({ undoneBy: undone.change?.id })
      expect(await reasonOf(repos().undoChange({ repoId, changeId: change.id }))).toBe('CHANGE_UNDONE')
      await repos().redoChange({ repoId, changeId: change.id })
      expect(treeOf(root)).toEqual(after)
      expect(await repos().getChange({ repoId, changeId: change.id })).toMatchObject({ undoneBy: null })
      await repos().undoChange({ repoId, changeId: change.id })
      expect(treeOf(root)).toEqual(before)
    })

    test('of a redo says so when the change itself was taken back again', async () => {
      const { root, repoId } = await register({ 'a.txt': '1\n' })
      const { id: changeId } = await repos().applyPatch({ repoId, files: [{ path: 'a.txt', content: '2\n' }] })
      await repos().undoChange({ repoId, changeId })
      const { change: redo } = await repos().redoChange({ repoId, changeId })
      const { change: again } = await repos().undoChange({ repoId, changeId })
      const undoRedo = () => repos().undoChange({ repoId, changeId: redo!.id })
      expect(await refusalOf(undoRedo())).toMatchObject({
        reason: 'CHANGE_UNDONE',
        details: { changeId: redo!.id, undoneBy: again!.id },
      })
      await repos().undoChange({ repoId, changeId: again!.id })
      writeFileSync(join(root, 'a.txt'), 'mine\n')
      expect(await reasonOf(undoRedo())).toBe('CHANGE_CONFLICT')
      writeFileSync(join(root, 'a.txt'), '2\n')
      expect(await reasonOf(undoRedo())).toBeNull()
      expect(read(root, 'a.txt')).toBe('1\n')
    })

    test('of several changes goes back newest first in one deed', async () => {
      const { root, repoId } = await register({ 'a.txt': '1\n' })
      const before = treeOf(root)
      const changes: Change[] = []
      for (const content of ['2\n', '3\n', '4\n'])
        changes.push(await repos().applyPatch({ repoId, files: [{ path: 'a.txt', content }] }))
      const changeIds = changes.map(({ id }) => id)
      expect(await reasonOf(repos().undoChange({ repoId, changeId: changeIds[0]! }))).toBe('CHANGE_CONFLICT')
      await repos().undoChanges({ repoId, changeIds })
      expect(treeOf(root)).toEqual(before)
      for (const changeId of changeIds) await repos().redoChange({ repoId, changeId })
      expect(read(root, 'a.txt')).toBe('4\n')
    })

    test('of a change that is named twice takes it back once', async () => {
      const { root, repoId } = await register({ 'a.txt': '1\n' })
      const { id } = await repos().applyPatch({ repoId, files: [{ path: 'a.txt', content: '2\n' }] })
      const { change } = await repos().undoChanges({ repoId, changeIds: [id, id] })
      expect(change).toMatchObject({ status: 'applied', targets: [id] })
      expect(read(root, 'a.txt')).toBe('1\n')
    })

    test('of one file leaves the others, and a file that somebody changed is a conflict', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n', 'b.txt': 'b\n' })
      const { id } = await repos().applyPatch({
        repoId,
        files: [
          { path: 'a.txt', content: 'A\n' },
          { path: 'b.txt', content: 'B\n' },
        ],
      })
      writeFileSync(join(root, 'b.txt'), 'mine\n')
      const { reason, details } = await refusalOf(repos().undoChange({ repoId, changeId: id }))
      expect([reason, details['conflicts']]).toEqual([
        'CHANGE_CONFLICT',
        [{ path: 'b.txt', message: 'The file was changed since.' }],
      ])
      const preview = await repos().undoChange({ repoId, changeId: id, dryRun: true })
      expect(preview.conflicts).toEqual(details['conflicts'])
      await repos().undoChange({ repoId, changeId: id, paths: ['a.txt'] })
      expect(treeOf(root)).toEqual({ 'a.txt': '644 a\n', 'b.txt': '644 mine\n' })
      const { files, undoneBy } = await repos().getChange({ repoId, changeId: id })
      expect([files.map((file) => file.undoneBy !== null), undoneBy]).toEqual([[true, false], null])
    })

    test('a rename that is taken back and applied again is a rename', async () => {
      const text = Array.from({ length: 300 }, (_, line) => `line ${line}\n`).join('')
      const { root, repoId } = await register({ 'a.txt': text }, { budget: { maxLines: 60 } })
      const { id: changeId } = await repos().applyPatch({ repoId, files: [{ path: 'a.txt', renameTo: 'b.txt' }] })
      const { files } = await repos().undoChange({ repoId, changeId })
      expect(files).toMatchObject([{ path: 'a.txt', oldPath: 'b.txt', action: 'renamed', linesAdded: 0 }])
      expect(await repos().redoChange({ repoId, changeId })).toMatchObject({ stats: { files: 1, linesAdded: 0 } })
      expect(treeOf(root)).toEqual({ 'b.txt': `644 ${text}` })
    })

    test('to bring back what was taken back asks for the budget and the rules again', async () => {
      const budget = { perHour: { maxPatches: 1 } }
      const { root, repoId } = await register({ 'src/a.txt': 'one\n' }, { budget })
      const files = [{ path: 'src/a.txt', content: 'two\n' }]
      const { id: changeId } = await repos().applyPatch({ repoId, files })
      const { change: undo } = await repos().undoChange({ repoId, changeId })
      const again = [
        () => repos().redoChange({ repoId, changeId, dryRun: true }),
        () => repos().redoChange({ repoId, changeId }),
        () => repos().undoChange({ repoId, changeId: undo!.id, dryRun: true }),
        () => repos().undoChange({ repoId, changeId: undo!.id }),
      ]
      for (const act of again) expect(await reasonOf(act())).toBe('BUDGET_EXCEEDED')
      await repos().update({ id: repoId, budget: { perHour: { maxPatches: 10 } }, rules: { deny: ['src/**'] } })
      for (const act of again) expect(await reasonOf(act())).toBe('PATH_DENIED')
      expect(read(root, 'src/a.txt')).toBe('one\n')
    })
  })

  describe('checks', () => {
    const node = (script: string) => [process.execPath, '-e', script]
    const checks = [
      { name: 'pass', command: node('console.log("fine"); console.error(process.cwd())') },
      { name: 'fail', command: node('console.log("broken"); process.exit(3)') },
      { name: 'env', command: node('console.log(JSON.stringify(process.env))'), env: { MINE: '1' } },
      { name: 'endless', command: node('setInterval(() => {}, 1000)') },
      { name: 'slow', command: node('setInterval(() => {}, 1000)'), timeoutSeconds: 0.3 },
    ]
    const finished = async (id: string) => {
      for await (const job of server.client.jobs.watch({ id })) if (job.completedAt !== null) return job
      throw new Error('The job did not end.')
    }

    test('run as a job with their output in its log, and stand in the ledger', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n' }, { checks })
      const job = await finished((await repos().runChecks({ repoId, checks: ['pass', 'fail', 'env'] })).id)
      expect(job).toMatchObject({ type: 'repo_run_checks', status: 'succeeded', repoId })
      expect(job.result).toMatchObject({
        passed: false,
        checks: [
          { name: 'pass', status: 'passed', exitCode: 0 },
          { name: 'fail', status: 'failed', exitCode: 3, output: 'broken\n' },
          { name: 'env', status: 'skipped' },
        ],
      })
      const log = (await server.client.jobs.log({ id: job.id })).items.map(({ message }) => message).join('\n')
      expect(log).toContain('fine')
      expect(log).toContain(root)
      const { items } = await repos().changes({ repoId, kind: 'checks' })
      expect(items).toEqual([expect.objectContaining({ status: 'failed', jobId: job.id })])
    })

    test('know nothing of the environment but what they need, and end with their time', async () => {
      const { repoId } = await register({}, { checks })
      const job = await finished(
        (await repos().runChecks({ repoId, checks: ['env', 'slow'], stopOnFailure: false })).id,
      )
      const [env, slow] = (job.result as { checks: { output: string; status: string; durationMs: number }[] }).checks
      const variables = Object.keys(JSON.parse(env!.output))
      expect(variables).toContain('MINE')
      expect(variables.filter((name) => /^(npm_|VITEST|HYDRAFLOW_(?!CHECK_RUN))/.test(name))).toEqual([])
      expect(slow).toMatchObject({ status: 'timed_out' })
      expect(slow!.durationMs).toBeLessThan(3_300)
    })

    test('that are cancelled are so in the ledger, and what was to come after them is skipped', async () => {
      const { repoId } = await register({}, { checks })
      const { id } = await repos().runChecks({ repoId, checks: ['pass', 'endless', 'env'] })
      for await (const { progress } of server.client.jobs.watch({ id })) if (progress?.message === 'endless') break
      await server.client.jobs.cancel({ id })
      expect(await finished(id)).toMatchObject({ status: 'cancelled' })
      await vi.waitFor(async () => {
        const { items } = await repos().changes({ repoId, kind: 'checks', status: 'cancelled' })
        expect(items.map((entry) => entry.checks.map(({ status }) => status))).toEqual([
          ['passed', 'cancelled', 'skipped'],
        ])
      })
    })

    test('whose program is not there were not started', async () => {
      const { repoId } = await register({}, { checks: [{ name: 'none', command: ['no-such-program'] }] })
      await finished((await repos().runChecks({ repoId })).id)
      expect((await repos().changes({ repoId })).items).toMatchObject([
        { kind: 'checks', status: 'failed', checks: [{ name: 'none', status: 'not_started' }] },
      ])
    })

    test('of other names than the registered ones are refused', async () => {
      const { repoId } = await register({}, { checks })
      expect(await reasonOf(repos().runChecks({ repoId, checks: ['rm'] }))).toBe('CHECK_NOT_ALLOWED')
      const files = [{ path: 'a.txt', content: 'a\n' }]
      expect(await reasonOf(repos().applyPatch({ repoId, files, runChecks: ['rm'] }))).toBe('CHECK_NOT_ALLOWED')
    })

    test('that are running keep their repository from being removed', async () => {
      const script = `setInterval(() => require('node:fs').existsSync('go') && process.exit(0), 20)`
      const { root, repoId } = await register(
        {},
        { checks: [{ name: 'go', command: [process.execPath, '-e', script] }] },
      )
      const { id: jobId } = await repos().runChecks({ repoId })
      expect(await refusalOf(repos().remove({ id: repoId }))).toMatchObject({ reason: 'REPO_BUSY', details: { jobId } })
      writeFileSync(join(root, 'go'), '')
      for await (const job of server.client.jobs.watch({ id: jobId })) if (job.completedAt !== null) break
      expect(await repos().remove({ id: repoId })).toMatchObject({ deleted: repoId })
    })

    test('that fail take the patch back in the same deed, and keep it when they pass', async () => {
      const { root, repoId } = await register({ 'a.txt': 'a\n' }, { checks })
      const files = [{ path: 'a.txt', content: 'b\n' }]
      const taken = await repos().applyPatch({ repoId, files, runChecks: ['fail'], undoOnFailure: true })
      expect(read(root, 'a.txt')).toBe('a\n')
      expect(taken).toMatchObject({ status: 'applied', checks: [{ name: 'fail', status: 'failed' }] })
      expect(taken.undoneBy).not.toBeNull()
      const kept = await repos().applyPatch({ repoId, files, runChecks: ['pass'], undoOnFailure: true })
      expect(read(root, 'a.txt')).toBe('b\n')
      expect(kept).toMatchObject({ undoneBy: null, checks: [{ name: 'pass', status: 'passed' }] })
    })

    test('that fail and have changed a file themselves say that the patch stays, and which it is', async () => {
      const script = `require('node:fs').writeFileSync('a.txt', 'formatted'); process.exit(1)`
      const { root, repoId } = await register(
        { 'a.txt': 'a\n' },
        { checks: [{ name: 'format', command: [process.execPath, '-e', script] }] },
      )
      const files = [{ path: 'a.txt', content: 'b\n' }]
      const refusal = await refusalOf(repos().applyPatch({ repoId, files, runChecks: ['format'], undoOnFailure: true }))
      expect(refusal).toMatchObject({
        reason: 'CHANGE_CONFLICT',
        message: expect.stringContaining('could not be taken back'),
        details: { changeId: expect.any(String), checks: [{ name: 'format', status: 'failed' }] },
      })
      expect(read(root, 'a.txt')).toBe('formatted')
    })
  })

  describe('the ledger', () => {
    test('holds every deed in order, by thread, task, kind and path, and its chain is whole', async () => {
      const { repoId } = await register({ 'a.txt': 'a\n' })
      const thread = await server.client.threads.create({ title: 'Patching' })
      const task = await server.client.tasks.create({ title: 'Patch', threadId: thread.id })
      const said = { threadId: thread.id, taskId: task.id, origin: 'agent' }
      const { proposalId } = await repos().proposePatch({ repoId, files: [{ path: 'a.txt', content: 'b\n' }], ...said })
      const applied = await repos().applyPatch({ repoId, proposalId, ...said })
      await repos().undoChange({ repoId, changeId: applied.id, ...said })
      await repos().applyPatch({ repoId, files: [{ path: 'other.txt', content: 'x\n' }] })
      const { items } = await repos().changes({ repoId })
      expect(items.map(({ sequence, kind }) => [sequence, kind])).toEqual([
        [4, 'apply'],
        [3, 'undo'],
        [2, 'apply'],
        [1, 'propose'],
      ])
      expect(items.every((item, at) => item.previousHash === (items[at + 1]?.hash ?? '0'.repeat(64)))).toBe(true)
      const kinds = async (filter: object) =>
        (await repos().changes({ repoId, ...filter })).items.map(({ kind }) => kind)
      expect(await kinds({ kind: ['undo', 'propose'] })).toEqual(['undo', 'propose'])
      expect(await kinds({ path: 'other.txt' })).toEqual(['apply'])
      expect(await kinds({ taskId: task.id })).toEqual(['undo', 'apply', 'propose'])
      const ofThread = await repos().allChanges({ threadId: thread.id })
      expect(ofThread.items.map(({ kind }) => kind)).toEqual(['undo', 'apply', 'propose'])
      const pages = [await repos().changes({ repoId, limit: 3 })]
      pages.push(await repos().changes({ repoId, limit: 3, cursor: pages[0]!.nextCursor }))
      expect(pages.flatMap((page) => page.items)).toEqual(items)
      expect(await repos().verifyLedger({ repoId })).toMatchObject({ ok: true, entries: 4, brokenAt: null })
      expect(await server.client.overview.get()).toMatchObject({ counts: { changes: expect.any(Number) } })
    })

    test('is listed in shorter pages where changes have many files, and one that has too many stands alone', async () => {
      const { repoId } = await register({}, { budget: { maxFiles: 2_000, maxLines: 10_000 } })
      const many = (count: number, content: string) =>
        repos().applyPatch({
          repoId,
          files: Array.from({ length: count }, (_, at) => ({ path: `${at}.txt`, content })),
        })
      const counts = [600, 400, 1, 1_001]
      for (const [version, count] of counts.entries()) await many(count, `${version}\n`)
      const pages: number[][] = []
      let cursor: string | null = null
      do {
        const page: { items: Change[]; nextCursor: string | null } = await repos().changes({ repoId, cursor })
        pages.push(page.items.map(({ files }) => files.length))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(pages).toEqual([[1_001], [1, 400], [600]])
    })
  })

  test('files that others write meanwhile are not overwritten, and directories that are in the way stay', async () => {
    const { root, repoId } = await register({ 'dir/a.txt': 'a\n' })
    mkdirSync(join(root, 'taken'))
    expect(await reasonOf(repos().applyPatch({ repoId, files: [{ path: 'taken', content: 'x\n' }] }))).not.toBeNull()
    expect(statSync(join(root, 'taken')).isDirectory()).toBe(true)
    chmodSync(join(root, 'dir/a.txt'), 0o600)
    await repos().applyPatch({ repoId, files: [{ path: 'dir/a.txt', content: 'b\n' }] })
    expect(treeOf(root)).toEqual({ 'dir/a.txt': '600 b\n' })
    rmSync(root, { recursive: true })
    expect(await reasonOf(repos().applyPatch({ repoId, files: [{ path: 'x', content: 'b\n' }] }))).toBe(
      'REPO_ROOT_INVALID',
    )
  })
})
