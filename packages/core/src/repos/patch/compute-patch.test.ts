import { describe, expect, it } from 'vitest'
import { HydraFlowError } from '../../contract/index.ts'
import { computePatch } from './compute-patch.ts'
import { type Tree, patchedTree, problemsOf } from './__fixtures__/patched-tree.ts'

type Files = Parameters<typeof patchedTree>[1]
const edit = (oldText: string, newText: string, replaceAll = false) => ({ oldText, newText, replaceAll })

describe('the files of a patch', () => {
  it.each<[string, Tree, Files, unknown]>([
    [
      'are made and replaced by content',
      { a: 'x' },
      {
        files: [
          { path: 'a', content: 'y' },
          { path: 'b', content: 'z', mode: '755' },
        ],
      },
      { a: 'y', 'b*': 'z' },
    ],
    ['take bytes', {}, { files: [{ path: 'a', content: 'AAH/', encoding: 'base64' }] }, { a: '\0\x01\xff' }],
    [
      'take no bytes that are none',
      {},
      { files: [{ path: 'a', content: 'not base64!', encoding: 'base64' }] },
      ['a invalid'],
    ],
    [
      'keep their encoding',
      { a: Buffer.from('\uFEFFx', 'utf16le'), b: '\uFEFFx' },
      {
        files: [
          { path: 'a', content: 'y' },
          { path: 'b', content: '\uFEFFy' },
        ],
      },
      { a: '\xff\xfey\0', b: '\xef\xbb\xbfy' },
    ],
    [
      'are edited one edit after the other',
      { a: 'one two' },
      { files: [{ path: 'a', edits: [edit('one', 'two two'), edit('two two two', 'x')] }] },
      { a: 'x' },
    ],
    [
      'are edited in one place',
      { a: 'x\nx\n' },
      { files: [{ path: 'a', edits: [edit('x', 'y')] }] },
      ['a 1 text_ambiguous'],
    ],
    [
      'are not edited where two places overlap',
      { a: 'aaa' },
      { files: [{ path: 'a', edits: [edit('aa', 'b')] }] },
      ['a 1 text_ambiguous'],
    ],
    [
      'are edited everywhere if they shall be',
      { a: 'x\nxx\n' },
      { files: [{ path: 'a', edits: [edit('x', 'yy', true)] }] },
      { a: 'yy\nyyyy\n' },
    ],
    [
      'take the signs of a replacement as they are',
      { a: 'x' },
      { files: [{ path: 'a', edits: [edit('x', "$&$'")] }] },
      { a: "$&$'" },
    ],
    [
      'keep the ends of their lines',
      { a: 'a\r\nb\nc\r\nd' },
      { files: [{ path: 'a', edits: [edit('a\nb\nc\nd', 'a\nB\nnew\nc\nd')] }] },
      { a: 'a\r\nB\nnew\nc\r\nd' },
    ],
    [
      'keep them when a line becomes two',
      { a: 'a b\r\nc\r\n' },
      { files: [{ path: 'a', edits: [edit('a b', 'a\nb')] }] },
      { a: 'a\r\nb\r\nc\r\n' },
    ],
    [
      'keep them everywhere',
      { a: 'a\r\nb\r\na\r\nb\r\n' },
      { files: [{ path: 'a', edits: [edit('a\nb\n', 'x\n', true)] }] },
      { a: 'x\r\nx\r\n' },
    ],
    [
      'may get other ends',
      { a: 'a\r\nb\r\n' },
      { files: [{ path: 'a', edits: [edit('a\r\n', 'a\n')] }] },
      { a: 'a\nb\r\n' },
    ],
    [
      'take a text with other ends',
      { a: 'a\nb\n' },
      { files: [{ path: 'a', edits: [edit('a\r\nb\r\n', 'x\r\ny\r\n')] }] },
      { a: 'x\ny\n' },
    ],
    [
      'take a diff without headers',
      { a: 'a\nb\n' },
      { files: [{ path: 'a', diff: '@@ -2 +2 @@\n-b\n+c\n' }] },
      { a: 'a\nc\n' },
    ],
    [
      'take a diff whose lines look like headers',
      { a: '-- x\n' },
      { files: [{ path: 'a', diff: '@@ -1 +1 @@\n--- x\n+++ y\n' }] },
      { a: '++ y\n' },
    ],
    [
      'take a diff with the headers of another name',
      { a: 'a\n' },
      { files: [{ path: 'a', renameTo: 'b', diff: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n' }] },
      { b: 'b\n' },
    ],
    [
      'are made by a diff that says so',
      {},
      { files: [{ path: 'a', diff: '--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+a\n' }] },
      { a: 'a\n' },
    ],
    [
      'take a diff of one file',
      { a: '' },
      { files: [{ path: 'a', diff: '--- a\n+++ a\n@@ -0,0 +1 @@\n+a\n--- b\n+++ b\n@@ -0,0 +1 @@\n+b\n' }] },
      'PATCH_INVALID: a: Line 5 of the patch: a diff in "files" is of one file.',
    ],
    [
      'take a diff that can be read',
      { a: '' },
      { files: [{ path: 'a', diff: 'what' }] },
      'PATCH_INVALID: a: Line 1 of the patch: expected a hunk ("@@ -1,2 +1,2 @@").',
    ],
    ['are renamed, with their mode', { 'a*': 'x' }, { files: [{ path: 'a', renameTo: 'b' }] }, { 'b*': 'x' }],
    ['are renamed with new content', { a: 'x' }, { files: [{ path: 'a', renameTo: 'b', content: 'y' }] }, { b: 'y' }],
    ['are renamed to another case', { a: 'x' }, { files: [{ path: 'a', renameTo: 'A' }] }, { A: 'x' }],
    [
      'follow each other',
      { a: '1', b: '2' },
      {
        files: [
          { path: 'a', renameTo: 'b' },
          { path: 'b', renameTo: 'c' },
        ],
      },
      { b: '1', c: '2' },
    ],
    [
      'come where another one is deleted',
      { a: '1', b: '2' },
      {
        files: [
          { path: 'a', renameTo: 'b' },
          { path: 'b', delete: true },
        ],
      },
      { b: '1' },
    ],
    ['never come over another one', { a: '1', b: '2' }, { files: [{ path: 'a', renameTo: 'b' }] }, ['b file_exists']],
    [
      'are named once',
      { a: '1' },
      {
        files: [
          { path: 'a', content: '2' },
          { path: 'a', delete: true },
        ],
      },
      ['a named_twice'],
    ],
    [
      'are named once, as a target as well',
      { a: '1', b: '2' },
      {
        files: [
          { path: 'a', renameTo: 'c' },
          { path: 'b', renameTo: 'C' },
        ],
      },
      ['b named_twice'],
    ],
    [
      'must be there',
      {},
      {
        files: [
          { path: 'a', edits: [edit('x', 'y')] },
          { path: 'b', delete: true },
          { path: 'c', renameTo: 'd' },
          { path: 'e', mode: '755' },
          { path: 'f', diff: '@@ -1 +1 @@\n-a\n+b' },
        ],
      },
      ['a file_not_found', 'b file_not_found', 'c file_not_found', 'e file_not_found', 'f file_not_found'],
    ],
    [
      'get a mode',
      { a: 'x', 'b*': 'y' },
      {
        files: [
          { path: 'a', mode: '755' },
          { path: 'b', mode: '644' },
        ],
      },
      { 'a*': 'x', b: 'y' },
    ],
  ])('%s', async (_, tree, asked, result) => {
    expect(await patchedTree(tree, asked)).toEqual(result)
  })
})

it('leaves out what changes nothing, and says where a file came from', async () => {
  const state = (text: string, mode = 0o644) => ({ bytes: Buffer.from(text), mode })
  const tree = new Map([
    ['same', state('x')],
    ['mode', state('y', 0o664)],
    ['run', state('z', 0o640)],
    ['old', state('o')],
  ])
  const files = [
    { path: 'same', content: 'x', encoding: 'utf-8' as const },
    { path: 'mode', mode: '644' as const, encoding: 'utf-8' as const },
    { path: 'run', mode: '755' as const, encoding: 'utf-8' as const },
    { path: 'old', renameTo: 'new', encoding: 'utf-8' as const },
  ]
  expect(await computePatch({ files, mode: 'strict' }, async (path) => tree.get(path) ?? null)).toEqual({
    ok: true,
    changes: [
      { path: 'run', before: state('z', 0o640), after: state('z', 0o750) },
      { path: 'old', before: state('o'), after: null },
      { path: 'new', before: null, after: state('o'), renamedFrom: 'old' },
    ],
  })
})

it('says of each edit what is wrong, by its line', async () => {
  const files = [{ path: 'a', edits: [edit('beta', 'b'), edit('gama', 'g'), edit('alpha', 'a')] }]
  expect(await problemsOf({ a: 'alpha\nbeta\ngamma\nbeta\n' }, { files })).toEqual([
    {
      path: 'a',
      hunk: 1,
      problem: 'text_ambiguous',
      message: 'Edit 1: "beta" is in the file more than once; show more of what is around it, or use replaceAll.',
      places: [2, 4],
      nearest: null,
    },
    {
      path: 'a',
      hunk: 2,
      problem: 'text_not_found',
      message: 'Edit 2: "gama" is not in the file.',
      places: [],
      nearest: { line: 3, text: 'gamma\n' },
    },
  ])
})

it('refuses edits that would make a file endless', async () => {
  const edits = Array.from({ length: 100 }, () => edit('a', 'aa', true))
  const problems = await problemsOf({ a: 'a' }, { files: [{ path: 'a', edits }] })
  expect(problems[0]).toMatchObject({ path: 'a', problem: 'invalid' })
})

describe('very many edits of a file', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at} of it\n`)

  it('are made where the file is of some hundred thousand letters', async () => {
    const edits = Array.from({ length: 500 }, (_, at) => edit(`line ${at * 30} of it\n`, `changed ${at}\n`))
    const after = lines(20_000).map((line, at) => (at % 30 === 0 && at < 15_000 ? `changed ${at / 30}\n` : line))
    expect(await patchedTree({ a: lines(20_000).join('') }, { files: [{ path: 'a', edits }] })).toEqual({
      a: after.join(''),
    })
  })

  it.each([
    ['that are not there', 'ab'.repeat(2_000_000), edit(`${'ab'.repeat(100)}x`, 'y')],
    ['whose lines end otherwise', 'ab\r\n'.repeat(1_000_000), edit('ab\nabc', 'y')],
    ['that are there everywhere', lines(200_000).join(''), edit('line', 'line', true)],
  ])('are refused when they would take minutes: those %s', async (_, text, one) => {
    const edits = Array.from({ length: 1_000 }, () => one)
    expect(await patchedTree({ a: text }, { files: [{ path: 'a', edits }] })).toMatch(/^PATCH_INVALID: So many edits/)
  })
})

it('asks for every path, and throws what is said of one', async () => {
  const look = async (path: string) => {
    if (path === 'secret') throw new HydraFlowError('PATH_DENIED')
    return { bytes: Buffer.from('x'), mode: 0o644 }
  }
  const files = [{ path: 'a', renameTo: 'secret', encoding: 'utf-8' as const }]
  await expect(computePatch({ files, mode: 'strict' }, look)).rejects.toThrow(new HydraFlowError('PATH_DENIED'))
})

it('finds a long text in a longer one of the same letters', async () => {
  const files = [{ path: 'a', edits: [edit(`b${'a'.repeat(100_000)}`, 'c')] }]
  expect(await patchedTree({ a: `${'a'.repeat(300_000)}b${'a'.repeat(100_000)}` }, { files })).toEqual({
    a: `${'a'.repeat(300_000)}c`,
  })
})

describe('a patch of very large files', () => {
  const large = Buffer.alloc(60 * 1024 * 1024, 'a')
  const names = ['a', 'b', 'c', 'd', 'e']

  it('is refused before it holds more than 256 MiB, whether it deletes them or makes them larger', async () => {
    const seen: string[] = []
    const look = async (path: string) => {
      seen.push(path)
      return { bytes: large, mode: 0o644 }
    }
    const deletion = names.map((path) => ({ path, delete: true as const, encoding: 'utf-8' as const }))
    await expect(computePatch({ files: [...deletion, ...deletion], mode: 'strict' }, look)).rejects.toMatchObject({
      reason: 'FILE_TOO_LARGE',
    })
    expect(seen).toEqual(names)
    const small = async () => ({ bytes: Buffer.from('a'), mode: 0o644 })
    const growth = names.map((path) => ({
      path,
      edits: [edit('a', 'b'.repeat(60 * 1024 * 1024))],
      encoding: 'utf-8' as const,
    }))
    await expect(computePatch({ files: growth, mode: 'strict' }, small)).rejects.toMatchObject({
      reason: 'FILE_TOO_LARGE',
    })
  })
})
