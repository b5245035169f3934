import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { FileState } from '../file-state.ts'
import { computePatch } from './compute-patch.ts'
import { diffOf } from './diff-lines.ts'

const paths = { path: 'a.txt', oldPath: null }
const file = (text: string, mode = 0o644): FileState => ({ bytes: Buffer.from(text), mode })

const directory = mkdtempSync(join(tmpdir(), 'hydraflow-diff-'))
afterAll(() => rmSync(directory, { recursive: true }))

const lineOf = fc.constantFrom(
  'a',
  'b',
  'c',
  '}',
  '',
  ' x',
  'ünï😀',
  '-- d',
  '++ e',
  '@@ -1 +1 @@',
  '\\ f',
  'lone\rreturn',
  '\r',
  '\uFEFFmark',
)
const textOf = fc
  .tuple(fc.array(fc.tuple(lineOf, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: 30 }), lineOf)
  .map(([lines, last]) => lines.flat().join('') + last)
const fileOf = textOf.map((text) => file(text))

async function patched(before: FileState | null, diff: string): Promise<unknown> {
  return await computePatch({ patch: diff, mode: 'strict' }, async (path) => (path === 'a.txt' ? before : null))
}

it('makes a diff that its own parser turns into the same change', async () => {
  await fc.assert(
    fc.asyncProperty(fc.option(fileOf, { freq: 8 }), fc.option(fileOf, { freq: 8 }), async (before, after) => {
      fc.pre(before !== null || after !== null)
      fc.pre(before === null || after === null || !before.bytes.equals(after.bytes))
      const { diff } = diffOf(before, after, paths)
      expect(await patched(before, diff ?? '')).toMatchObject({ ok: true, changes: [{ path: 'a.txt', before, after }] })
    }),
    { numRuns: 1_500 },
  )
})

it('does not believe what is said of where two files differ', async () => {
  const place = fc.nat(20)
  const hunk = fc.record({ beforeStart: place, beforeEnd: place, afterStart: place, afterEnd: place })
  await fc.assert(
    fc.asyncProperty(fileOf, fileOf, fc.array(hunk, { maxLength: 3 }), async (before, after, said) => {
      fc.pre(!before.bytes.equals(after.bytes))
      const { diff } = diffOf(before, after, paths, said)
      expect(await patched(before, diff ?? '')).toMatchObject({ ok: true, changes: [{ path: 'a.txt', before, after }] })
    }),
    { numRuns: 1_000 },
  )
})

it('counts no line that a hunk removes and adds again', () => {
  const [before, after] = [file('a\nb\nc\n'), file('a\nB\nc\n')]
  const whole = { beforeStart: 0, beforeEnd: 3, afterStart: 0, afterEnd: 3 }
  expect(diffOf(before, after, paths, [whole])).toEqual(diffOf(before, after, paths))
  expect(diffOf(before, after, paths, [whole])).toMatchObject({ linesAdded: 1, linesRemoved: 1 })
})

it('makes a diff that takes a shared text from one state to the other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(textOf, textOf, fc.boolean()), { maxLength: 6 }), async (parts) => {
      const before = file(parts.map(([one, other, same]) => (same ? `${one}\n` : other)).join(''))
      const after = file(parts.map(([one, , same]) => (same ? `${one}\n` : '')).join(''))
      fc.pre(!before.bytes.equals(after.bytes))
      const { diff, linesAdded, linesRemoved } = diffOf(before, after, paths)
      expect(await patched(before, diff ?? '')).toMatchObject({ ok: true, changes: [{ path: 'a.txt', before, after }] })
      const signs = (diff ?? '').split('\n').slice(3)
      expect(signs.filter((line) => line.startsWith('+'))).toHaveLength(linesAdded)
      expect(signs.filter((line) => line.startsWith('-'))).toHaveLength(linesRemoved)
    }),
    { numRuns: 500 },
  )
})

it('makes a diff that git takes', () => {
  execFileSync('git', ['init', '-q', directory])
  const [oldPath, path] = [join(directory, 'old name.txt'), join(directory, 'ü "new".txt')]
  const samples = fc.sample(
    fc.tuple(
      fc.option(fileOf, { freq: 8 }),
      fc.option(fileOf, { freq: 8 }),
      fc.boolean(),
      fc.constantFrom(0o644, 0o755),
    ),
    { numRuns: 60, seed: 7 },
  )
  for (const [before, made, renames, mode] of samples) {
    const after = made && { ...made, mode: before && !renames ? mode : 0o644 }
    if (
      (!before && !after) ||
      (before && after && !renames && before.bytes.equals(after.bytes) && before.mode === after.mode)
    )
      continue
    const isRename = renames && before !== null && after !== null
    for (const at of [oldPath, path]) rmSync(at, { force: true })
    const from = isRename ? oldPath : path
    if (before) writeFileSync(from, before.bytes)
    if (before) chmodSync(from, before.mode)
    const { diff } = diffOf(before, after, { path: 'ü "new".txt', oldPath: isRename ? 'old name.txt' : null })
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: directory, input: diff ?? '' })
    expect(existsSync(oldPath)).toBe(false)
    expect(existsSync(path)).toBe(after !== null)
    if (!after) continue
    expect(readFileSync(path)).toEqual(after.bytes)
    expect(statSync(path).mode & 0o100).toBe(after.mode & 0o100)
  }
})

it('counts lines with their ends, and the bytes of the lines that differ', () => {
  expect(diffOf(file('one\ntwo\nthree\n'), file('one\r\n2\nthree'), paths)).toEqual({
    binary: false,
    linesAdded: 3,
    linesRemoved: 3,
    bytes: 14 + 12,
    stretches: [{ beforeStart: 0, beforeEnd: 14, afterStart: 0, afterEnd: 12 }],
    diff:
      'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n' +
      '-one\n-two\n-three\n+one\r\n+2\n+three\n\\ No newline at end of file\n',
  })
})

it('shows three lines around each change, and two changes that are near as one', () => {
  const lines = Array.from({ length: 30 }, (_, line) => `${line + 1}\n`)
  const after = file(lines.with(4, 'five\n').with(11, 'twelve\n').with(24, '').join(''), 0o755)
  expect(diffOf(file(lines.join('')), after, { path: 'b.txt', oldPath: 'a.txt' })).toEqual({
    binary: false,
    linesAdded: 2,
    linesRemoved: 3,
    bytes: 2 + 3 + 3 + 5 + 7,
    stretches: [
      { beforeStart: 8, beforeEnd: 10, afterStart: 8, afterEnd: 13 },
      { beforeStart: 24, beforeEnd: 27, afterStart: 27, afterEnd: 34 },
      { beforeStart: 63, beforeEnd: 66, afterStart: 70, afterEnd: 70 },
    ],
    diff:
      'diff --git a/a.txt b/b.txt\nold mode 100644\nnew mode 100755\nrename from a.txt\nrename to b.txt\n--- a/a.txt\n+++ b/b.txt\n' +
      '@@ -2,14 +2,14 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n+twelve\n 13\n 14\n 15\n' +
      '@@ -22,7 +22,6 @@\n 22\n 23\n 24\n-25\n 26\n 27\n 28\n',
  })
})

it.each([
  ['binary bytes', Buffer.from([0, 1]), Buffer.from('text\n'), 7],
  ['another family of encodings', Buffer.from('one\n'), Buffer.from('\uFEFFone\n', 'utf16le'), 14],
])('says nothing of the lines of %s', (_, before, after, bytes) => {
  expect(diffOf({ bytes: before, mode: 0o644 }, { bytes: after, mode: 0o644 }, paths)).toEqual({
    binary: true,
    linesAdded: 0,
    linesRemoved: 0,
    bytes,
    diff: null,
    stretches: null,
  })
})

it('sees a byte order mark that comes or goes', () => {
  const { linesAdded, linesRemoved, bytes } = diffOf(file('one\n'), file('\uFEFFone\n'), paths)
  expect({ linesAdded, linesRemoved, bytes }).toEqual({ linesAdded: 1, linesRemoved: 1, bytes: 4 + 7 })
})

it.each([
  ['different', (line: number) => `other ${line}\n`],
  ['shuffled', (line: number) => `line ${(line * 7_919) % 100_000}\n`],
])('compares two files of a hundred thousand %s lines in about a second', (_, lineAt) => {
  const lines = (at: (line: number) => string) => file(Array.from({ length: 100_000 }, (__, line) => at(line)).join(''))
  const [before, after] = [lines((line) => `line ${line}\n`), lines(lineAt)]
  const { linesAdded } = diffOf(before, after, paths)
  expect(linesAdded).toBeGreaterThan(90_000)
})
