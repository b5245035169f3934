import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { computePatch } from './compute-patch.ts'
import { type Tree, patchedTree, problemsOf } from './__fixtures__/patched-tree.ts'

const plain = (path: string, ...lines: string[]) => ({
  patch: [`--- a/${path}`, `+++ b/${path}`, ...lines, ''].join('\n'),
})
const git = (...lines: (string | string[])[]) => ({ patch: [...lines.flat(), ''].join('\n') })
const noEnd = '\\ No newline at end of file'

describe('a unified diff', () => {
  it.each<[string, Tree, { patch: string }, unknown]>([
    ['changes a line', { f: 'a\nb\nc\n' }, plain('f', '@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c'), { f: 'a\nB\nc\n' }],
    [
      'takes a name without prefixes',
      { 'a/f': 'a\n' },
      git('--- a/f\t2026-01-01', '+++ a/f\t2026-01-02', '@@ -1 +1 @@', '-a', '+b'),
      { 'a/f': 'b\n' },
    ],
    [
      'is read behind a mail and before its signature',
      { f: 'a\n' },
      git(
        'From 123',
        'Subject: x',
        '',
        ' f | 2 +-',
        '',
        '--- a/f',
        '+++ b/f',
        '@@ -1 +1 @@',
        '-a',
        '+b',
        '-- ',
        '2.39',
      ),
      { f: 'b\n' },
    ],
    [
      'makes, deletes, renames and copies files, and says whether they may be run',
      { gone: 'x\n', old: 'a\nb\n', src: 's\n', run: '#!\n', 'stop*': '#!\n' },
      git(
        [
          'diff --git a/new.sh b/new.sh',
          'new file mode 100755',
          'index 000..1a2',
          '--- /dev/null',
          '+++ b/new.sh',
          '@@ -0,0 +1 @@',
          '+#!',
        ],
        ['diff --git a/none b/none', 'new file mode 100644', 'index 0000000..e69de29'],
        ['diff --git a/gone b/gone', 'deleted file mode 100644', '--- a/gone', '+++ /dev/null', '@@ -1 +0,0 @@', '-x'],
        ['diff --git a/old b/dir/new', 'similarity index 50%', 'rename from old', 'rename to dir/new'],
        ['--- a/old', '+++ b/dir/new', '@@ -1,2 +1,2 @@', ' a', '-b', '+B'],
        ['diff --git a/src b/copy', 'similarity index 100%', 'copy from src', 'copy to copy'],
        ['diff --git a/run b/run', 'old mode 100644', 'new mode 100755'],
        ['diff --git a/stop b/stop', 'old mode 100755', 'new mode 100644'],
      ),
      { 'dir/new': 'a\nB\n', copy: 's\n', 'new.sh*': '#!\n', none: '', 'run*': '#!\n', src: 's\n', stop: '#!\n' },
    ],
    [
      'reads names in quotes',
      {},
      git(
        'diff --git "a/\\303\\274\\t\\"" "b/\\303\\274\\t\\""',
        'new file mode 100644',
        '--- /dev/null',
        '+++ "b/\\303\\274\\t\\""',
        '@@ -0,0 +1 @@',
        '+x',
      ),
      { 'ü\t"': 'x\n' },
    ],
    [
      'exchanges two files',
      { a: '1\n', b: '2\n' },
      git('diff --git a/a b/b', 'rename from a', 'rename to b', 'diff --git a/b b/a', 'rename from b', 'rename to a'),
      { a: '2\n', b: '1\n' },
    ],
    [
      'takes and gives a last line feed',
      { f: 'a', g: 'a\n' },
      git('--- f', '+++ f', '@@ -1 +1 @@', '-a', noEnd, '+b', '--- g', '+++ g', '@@ -1 +1 @@', '-a', '+b', noEnd),
      { f: 'b\n', g: 'b' },
    ],
    [
      'leaves a last line without an end alone',
      { f: 'a\nb' },
      plain('f', '@@ -1,2 +1,2 @@', ' a', '-b', '+c'),
      { f: 'a\nc' },
    ],
    [
      'makes a file that has no other mark of being new',
      {},
      plain('f', '@@ -0,0 +1,2 @@', '+a', '+b'),
      { f: 'a\nb\n' },
    ],
    [
      'finds lines that have moved',
      { f: 'x\ny\na\nb\n' },
      plain('f', '@@ -1,2 +1,2 @@', ' a', '-b', '+c'),
      { f: 'x\ny\na\nc\n' },
    ],
    [
      'keeps the ends of lines',
      { f: 'a\r\nb\r\n' },
      plain('f', '@@ -1,2 +1,3 @@', ' a', '-b', '+B', '+C'),
      { f: 'a\r\nB\r\nC\r\n' },
    ],
    ['may change them', { f: 'a\r\nb\r\n' }, plain('f', '@@ -1,2 +1,2 @@', '-a\r', '+a', ' b\r'), { f: 'a\nb\r\n' }],
    ['puts lines in where it says', { f: 'a\r\nb\r\n' }, plain('f', '@@ -1,0 +2 @@', '+x'), { f: 'a\r\nx\r\nb\r\n' }],
    [
      'takes an empty line for an empty line',
      { f: 'a\n\nb\n' },
      plain('f', '@@ -1,3 +1,3 @@', ' a', '', '-b', '+c'),
      { f: 'a\n\nc\n' },
    ],
    [
      'is refused where its lines are in several places',
      { f: 'x\na\na\n' },
      plain('f', '@@ -1 +1 @@', '-a', '+b'),
      ['f 1 text_ambiguous'],
    ],
    [
      'takes the place that it says among several',
      { f: 'x\na\na\n' },
      plain('f', '@@ -3 +3 @@', '-a', '+b'),
      { f: 'x\na\nb\n' },
    ],
    [
      'has hunks in order',
      { f: 'a\nb\nc\n' },
      plain('f', '@@ -3 +3 @@', '-c', '+C', '@@ -1 +1 @@', '-a', '+A'),
      ['f 2 overlaps'],
    ],
    [
      'never makes a file that is there',
      { f: 'a\n' },
      git('--- /dev/null', '+++ b/f', '@@ -0,0 +1 @@', '+b'),
      ['f file_exists'],
    ],
    [
      'never renames over a file',
      { f: 'a\n', g: 'b\n' },
      git('diff --git a/f b/g', 'rename from f', 'rename to g'),
      ['g file_exists'],
    ],
    [
      'deletes a file only if it shows all of it',
      { f: 'a\nb\n' },
      git('--- a/f', '+++ /dev/null', '@@ -1 +0,0 @@', '-a'),
      ['f text_not_found'],
    ],
    [
      'makes no symbolic link',
      {},
      git('diff --git a/l b/l', 'new file mode 120000', '--- /dev/null', '+++ b/l', '@@ -0,0 +1 @@', '+/etc', noEnd),
      ['l invalid'],
    ],
    [
      'changes no submodule',
      { m: '' },
      git('diff --git a/m b/m', 'index 1111111..2222222 160000', '--- a/m', '+++ b/m', '@@ -1 +1 @@', '-x', '+y'),
      ['m invalid'],
    ],
    [
      'cannot change what it only says to differ',
      { f: 'a' },
      git('diff --git a/f b/f', 'index 1..2 100644', 'Binary files a/f and b/f differ'),
      ['f binary'],
    ],
    ['cannot change lines of a binary file', { f: '\0' }, plain('f', '@@ -1 +1 @@', '-a', '+b'), ['f binary']],
    [
      'puts no other letters into latin1',
      { f: Buffer.from([0xe9, 0x0a]) },
      plain('f', '@@ -1 +1 @@', '-é', '+€'),
      ['f encoding'],
    ],
    ['keeps latin1', { f: Buffer.from([0xe9, 0x0a]) }, plain('f', '@@ -1 +1 @@', '-é', '+ü'), { f: '\xfc\n' }],
    [
      'must have a header',
      {},
      git('hello'),
      'PATCH_INVALID: Line 1 of the patch: there is no header of a file ("diff --git", "---" and "+++", or "*** Begin Patch").',
    ],
    [
      'must have hunks',
      {},
      plain('f', 'x'),
      'PATCH_INVALID: Line 3 of the patch: expected a hunk ("@@ -1,2 +1,2 @@").',
    ],
    [
      'must count its lines',
      { f: 'a\nb\n' },
      plain('f', '@@ -1,1 +1,1 @@', '-a', '+A', '+more'),
      'PATCH_INVALID: Line 6 of the patch: the hunk is said to hold 1 old and 1 new lines, and this line does not fit that.',
    ],
    [
      'is not one of a merge',
      {},
      git('diff --cc f'),
      'PATCH_INVALID: Line 1 of the patch: a combined diff of a merge cannot be applied.',
    ],
  ])('%s', async (_, tree, asked, result) => {
    expect(await patchedTree(tree, asked)).toEqual(result)
  })

  it.each<[string, Tree, { patch: string }, unknown]>([
    [
      'lines counted wrongly',
      { f: 'a\nb\nc\n' },
      plain('f', '@@ -1,9 +1,1 @@', ' a', '-b', '+B', ' c', ''),
      { f: 'a\nB\nc\n' },
    ],
    ['hunks without numbers', { f: 'a\nb\n' }, plain('f', '@@ somewhere @@', '-b', '+B'), { f: 'a\nB\n' }],
    ['several places', { f: 'x\na\na\n' }, plain('f', '@@ -1 +1 @@', '-a', '+b'), { f: 'x\nb\na\n' }],
    [
      'spaces',
      { f: '\tif (a)\n\t\tb\n' },
      plain('f', '@@ -1,2 +1,2 @@', ' if (a)', '-b', '+\t\tc'),
      { f: '\tif (a)\n\t\tc\n' },
    ],
    [
      'lines of a deleted file that are not shown',
      { f: 'a\nb\n' },
      git('--- a/f', '+++ /dev/null', '@@ -1 +0,0 @@', '-a'),
      {},
    ],
  ])('forgives %s when it is lenient', async (_, tree, asked, result) => {
    expect(await patchedTree(tree, asked, 'lenient')).toEqual(result)
  })

  it('says of every hunk of every file what is wrong', async () => {
    const { patch } = plain(
      'f',
      '@@ -1,2 +1,2 @@',
      ' one',
      '-tow',
      '+2',
      '@@ -4 +4 @@',
      '-four',
      '+4',
      '@@ -6 +6 @@',
      '-six',
      '+6',
    )
    const tree = { f: 'one\ntwo\nthree\nfor\nfive\nsix\n' }
    expect(await problemsOf(tree, { patch: patch + plain('g', '@@ -1 +1 @@', '-a', '+b').patch })).toEqual([
      {
        path: 'f',
        hunk: 1,
        problem: 'text_not_found',
        message: 'Hunk 1: Its lines are not in the file.',
        places: [],
        nearest: { line: 1, text: 'one\ntwo\n' },
      },
      {
        path: 'f',
        hunk: 2,
        problem: 'text_not_found',
        message: 'Hunk 2: Its lines are not in the file.',
        places: [],
        nearest: { line: 4, text: 'for\n' },
      },
      {
        path: 'g',
        hunk: null,
        problem: 'file_not_found',
        message: 'There is no file at this path.',
        places: [],
        nearest: null,
      },
    ])
  })
})

it('turns the binary patches of git into the same bytes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hydraflow-binary-'))
  const run = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: directory, encoding: 'utf8' })
  const before = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * at * 31) % 256))
  const after = Buffer.concat([before.subarray(0, 1_000), Buffer.from('changed\0'), before.subarray(900)])
  run('init', '-q')
  writeFileSync(join(directory, 'f.bin'), before)
  run('add', '.')
  run('commit', '-qm', 'one')
  writeFileSync(join(directory, 'f.bin'), after)
  writeFileSync(join(directory, 'new.bin'), before.subarray(0, 100))
  run('add', '.')
  const patch = run('diff', '--binary', '--cached')
  rmSync(directory, { recursive: true })
  const [old, changed, made] = [before, after, before.subarray(0, 100)].map((bytes) => ({ bytes, mode: 0o644 }))
  expect(
    await computePatch({ patch, mode: 'strict' }, async (path) => (path === 'f.bin' ? (old ?? null) : null)),
  ).toEqual({
    ok: true,
    changes: [
      { path: 'f.bin', before: old, after: changed },
      { path: 'new.bin', before: null, after: made },
    ],
  })
  const other = await computePatch({ patch, mode: 'strict' }, async (path) =>
    path === 'f.bin' ? (changed ?? null) : null,
  )
  expect(other).toMatchObject({ ok: false, problems: [{ path: 'f.bin', problem: 'text_not_found' }] })
})

// Looked for line by line this would take hours: the time that a test has is the limit.
it('finds its places in a large file', async () => {
  const lines = Array.from({ length: 400_000 }, (_, line) => `${line % 1_000}\n`)
  const hunks = Array.from(
    { length: 300 },
    (_, hunk) => `@@ -${hunk * 2 + 1},2 +1,2 @@\n ${hunk}\n-${hunk + 2}\n+x\n`,
  ).join('')
  const same = `@@ -1,20001 +1,20000 @@\n${' 7\n'.repeat(20_000)}-8\n`
  const tree = { f: lines.join(''), g: '7\n'.repeat(400_000) }
  const problems = await problemsOf(tree, { patch: `--- f\n+++ f\n${hunks}--- g\n+++ g\n${same}` })
  expect(problems).toHaveLength(301)
})
