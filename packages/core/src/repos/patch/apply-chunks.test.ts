import { describe, expect, it } from 'vitest'
import { type Tree, patchedTree, problemsOf } from './__fixtures__/patched-tree.ts'

const envelope = (...lines: string[]) => ({ patch: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n') })
const update = (path: string, ...lines: string[]) => envelope(`*** Update File: ${path}`, ...lines)

describe.each(['strict', 'lenient'] as const)('an envelope, %s,', (mode) => {
  it.each<[string, Tree, { patch: string }, unknown]>([
    [
      'adds a file',
      {},
      envelope('*** Add File: docs/new.md', '+# New', '+', '+text'),
      { 'docs/new.md': '# New\n\ntext\n' },
    ],
    ['adds an empty file', {}, envelope('*** Add File: empty'), { empty: '' }],
    [
      'adds, deletes and updates at once',
      { 'old.txt': 'x\n', 'a.txt': 'one\ntwo\n' },
      envelope(
        '*** Add File: sub/b.txt',
        '+b',
        '*** Delete File: old.txt',
        '*** Update File: a.txt',
        '@@',
        '-two',
        '+2',
      ),
      { 'a.txt': 'one\n2\n', 'sub/b.txt': 'b\n' },
    ],
    [
      'makes several chunks of one file',
      { f: 'a\nb\nc\nd\n' },
      update('f', '@@', '-b', '+B', '', '@@', '-d', '+D'),
      { f: 'a\nB\nc\nD\n' },
    ],
    [
      'moves a file and changes it, with its mode',
      { 'bin/run*': 'old\n', 'bin/other': 'o\n' },
      update('bin/run', '*** Move to: tools/deep/run', '@@', '-old', '+new'),
      { 'bin/other': 'o\n', 'tools/deep/run*': 'new\n' },
    ],
    ['needs a section', { f: 'a\n' }, envelope(), 'PATCH_INVALID: Line 2 of the patch: the patch names no file.'],
    ['needs its lines to be there', { f: 'a\n' }, update('f', '@@', '-zzz', '+b'), ['f 1 text_not_found']],
    ['deletes no file that is not there', { f: 'a\n' }, envelope('*** Delete File: g'), ['g file_not_found']],
    [
      'needs something to change',
      { f: 'a\n' },
      update('f'),
      'PATCH_INVALID: Line 2 of the patch: the update says nothing to change.',
    ],
    ['updates no file that is not there', {}, update('g', '@@', '-a', '+b'), ['g file_not_found']],
    [
      'never moves over another file',
      { a: 'from\n', b: 'there\n' },
      update('a', '*** Move to: b', '@@', '-from', '+to'),
      ['b file_exists'],
    ],
    ['never adds over a file', { f: 'a\n' }, envelope('*** Add File: f', '+b'), ['f file_exists']],
    [
      'knows its headers',
      { f: 'a\n' },
      envelope('*** Rename File: f'),
      'PATCH_INVALID: Line 2 of the patch: expected "*** Add File: ", "*** Delete File: " or "*** Update File: " and a path.',
    ],
    [
      'does nothing when one file fails',
      { f: 'a\n' },
      envelope('*** Add File: new', '+n', '*** Update File: gone', '@@', '-a', '+b'),
      ['gone file_not_found'],
    ],
    ['puts lines without context at the end', { f: 'a\nb\n' }, update('f', '@@', '+c', '+d'), { f: 'a\nb\nc\nd\n' }],
    ['puts them before a last empty line', { f: 'a\n\n' }, update('f', '@@', '+b'), { f: 'a\nb\n\n' }],
    [
      'keeps Unicode',
      { f: 'é\nnaïve\n' },
      update('f', '@@', ' é', '-naïve', '+naïve ✅'),
      { f: latin('é\nnaïve ✅\n') },
    ],
    ['deletes lines', { f: 'a\nb\nc\n' }, update('f', '@@', ' a', '-b', ' c'), { f: 'a\nc\n' }],
    ['takes the end of the file', { f: 'x\ny\nx\n' }, update('f', '-x', '+z', '*** End of File'), { f: 'x\ny\nz\n' }],
    [
      'keeps the ends of all lines',
      { f: 'one\r\ntwo\r\nthree\r\n' },
      update('f', '@@', '-one', '+ONE', ' two', '+between', ' three'),
      { f: 'ONE\r\ntwo\r\nbetween\r\nthree\r\n' },
    ],
    [
      'ends each new line as the one that it replaces',
      { f: 'a\r\nb\nc\r\n' },
      update('f', '@@', '-a', '-b', '+A', '+B', ' c', '+d'),
      { f: 'A\r\nB\nc\r\nd\r\n' },
    ],
    [
      'may itself have other ends',
      { f: 'a\nb\n' },
      { patch: update('f', '@@', '-b', '+c').patch.replaceAll('\n', '\r\n') },
      { f: 'a\nc\n' },
    ],
    [
      'finds its place behind the line that @@ names',
      { f: 'class A\n  x\nclass B\n  x\n' },
      update('f', '@@ class B', '-  x', '+  y'),
      { f: 'class A\n  x\nclass B\n  y\n' },
    ],
    [
      'forgives an empty line before the next marker',
      { f: 'a\nb\n' },
      update('f', '@@', ' a', '-b', '+c', ''),
      { f: 'a\nc\n' },
    ],
    [
      'needs each chunk behind the one before',
      { f: 'a\nb\n' },
      update('f', '@@', '-b', '+B', '@@', '-a', '+A'),
      ['f 2 text_not_found'],
    ],
    [
      'names a file once',
      { f: 'a\n' },
      envelope('*** Update File: f', '@@', '-a', '+b', '*** Delete File: f'),
      ['f named_twice'],
    ],
    [
      'names a file once, in whatever case',
      { f: 'a\n' },
      envelope('*** Add File: New', '+x', '*** Add File: new', '+y'),
      ['new named_twice'],
    ],
    [
      'has chunks that begin with @@',
      { f: 'a\n' },
      update('f', '@@', '-a', '+b', 'what'),
      'PATCH_INVALID: Line 6 of the patch: a chunk begins with "@@".',
    ],
    [
      'has chunks with lines',
      { f: 'a\n' },
      update('f', '@@', '@@ a', '-a'),
      'PATCH_INVALID: Line 4 of the patch: a line of a chunk begins with a space, "-" or "+".',
    ],
    [
      'needs its end',
      {},
      { patch: '*** Begin Patch\n*** Add File: f\n+a' },
      'PATCH_INVALID: Line 3 of the patch: the last line must be "*** End Patch".',
    ],
    ['may name an environment', {}, envelope('*** Environment ID: one', '*** Add File: f', '+a'), { f: 'a\n' }],
  ])('%s', async (_, tree, asked, result) => {
    expect(await patchedTree(tree, asked, mode)).toEqual(result)
  })
})

describe('strict and lenient', () => {
  const padded = (patch: string) => patch.replace('*** Update', '  *** Update').replace('*** End', ' *** End')
  it.each<[string, Tree, { patch: string }, unknown, unknown]>([
    [
      'a last line without an end',
      { f: 'open' },
      update('f', '@@', '-open', '+one', '+two'),
      { f: 'one\ntwo' },
      { f: 'one\ntwo\n' },
    ],
    ['a line put behind it', { f: 'a\nb' }, update('f', '@@', ' b', '+c'), { f: 'a\nb\nc' }, { f: 'a\nb\nc\n' }],
    [
      'spaces around the markers',
      { f: 'old\n' },
      { patch: padded(update('f', '@@', '-old', '+new').patch) },
      'PATCH_INVALID: Line 6 of the patch: the last line must be "*** End Patch".',
      { f: 'new\n' },
    ],
    [
      'a heredoc',
      { f: 'old\n' },
      { patch: `<<'EOF'\n${update('f', '@@', '-old', '+new').patch}EOF\n` },
      'PATCH_INVALID: Line 1 of the patch: the first line must be "*** Begin Patch".',
      { f: 'new\n' },
    ],
    [
      'lines that are there twice',
      { f: 'a\nb\na\n' },
      update('f', '@@', '-a', '+c'),
      ['f 1 text_ambiguous'],
      { f: 'c\nb\na\n' },
    ],
    [
      'lines that fit loosely in two places',
      { f: ' a\nb\n  a\n' },
      update('f', '@@', '-a', '+c'),
      ['f 1 text_ambiguous'],
      { f: 'c\nb\n  a\n' },
    ],
    [
      'spaces and quotes that differ, in one place',
      { f: 'say “hi” \n\tx\n' },
      update('f', '@@', ' say "hi"', '-x', '+y'),
      { f: latin('say “hi” \ny\n') },
      { f: latin('say “hi” \ny\n') },
    ],
    [
      'the end of the file that is elsewhere',
      { f: 'a\nb\n' },
      update('f', '@@', '-a', '+c', '*** End of File'),
      ['f 1 text_not_found'],
      { f: 'c\nb\n' },
    ],
    [
      'carriage returns that end lines',
      { f: 'one\r\ntwo\rthree\nfour\r\n' },
      update('f', '@@', ' two', '-three', '+THREE'),
      ['f 1 text_not_found'],
      { f: 'one\r\ntwo\rTHREE\r\nfour\r\n' },
    ],
  ])('differ about %s', async (_, tree, asked, strict, lenient) => {
    expect(await patchedTree(tree, asked, 'strict')).toEqual(strict)
    expect(await patchedTree(tree, asked, 'lenient')).toEqual(lenient)
  })
})

it('says of each chunk what is wrong, and which lines come closest', async () => {
  const tree = { f: 'alpha\nbeta\ngamma\nbeta\n' }
  expect(await problemsOf(tree, update('f', '@@', '-beta', '+b', '@@ delta', '-x', '@@', '-gama', '+g'))).toEqual([
    {
      path: 'f',
      hunk: 1,
      problem: 'text_ambiguous',
      message: 'Chunk 1: Its lines are there more than once; show more of them, or name a line above them behind "@@".',
      places: [2, 4],
      nearest: null,
    },
    {
      path: 'f',
      hunk: 2,
      problem: 'text_not_found',
      message: 'Chunk 2: The line "delta" is not there.',
      places: [],
      nearest: null,
    },
    {
      path: 'f',
      hunk: 3,
      problem: 'text_not_found',
      message: 'Chunk 3: Its lines are not in the file.',
      places: [],
      nearest: { line: 3, text: 'gamma\n' },
    },
  ])
})

function latin(text: string): string {
  return Buffer.from(text).toString('latin1')
}
