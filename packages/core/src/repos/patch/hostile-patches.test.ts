import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PatchProblem } from '../../contract/index.ts'
import { patchedTree, problemsOf } from './__fixtures__/patched-tree.ts'

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(' a', '-a', '+b', '+', '-', ' ', '', 'a', ' b\r', '\\ No newline at end of file', '-- '),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'diff --git a/f b/f',
      'diff --git a/f b/g',
      'diff --git "a/\\303',
      '--- a/f',
      '+++ b/f',
      '--- /dev/null',
      '+++ /dev/null',
      '--- ',
      '+++ ',
      '@@ -1 +1 @@',
      '@@ -1,2 +1,1 @@',
      '@@ -0,0 +1,2 @@',
      '@@ -999999999,1 +1 @@',
      '@@',
      '@@ a',
      'rename from f',
      'rename to g',
      'copy from f',
      'new file mode 100644',
      'deleted file mode 100644',
      'old mode 100644',
      'new mode 100755',
      'new mode 160000',
      'index 1..2',
      'GIT binary patch',
      'literal 3',
      'delta 5',
      'zcmZQzWMT#Y01f~L',
      'Binary files a/f and b/f differ',
      '*** Begin Patch',
      '*** End Patch',
      '*** Add File: g',
      '*** Update File: f',
      '*** Delete File: f',
      '*** Move to: g',
      '*** End of File',
      '<<EOF',
      'EOF',
    ),
  },
  { weight: 1, arbitrary: fc.string() },
)
const patch = fc.oneof(
  fc.array(line, { minLength: 1, maxLength: 25 }),
  fc
    .array(line, { maxLength: 15 })
    .map((lines) => ['*** Begin Patch', '*** Update File: f', ...lines, '*** End Patch']),
  fc.array(line, { maxLength: 15 }).map((lines) => ['--- a/f', '+++ b/f', '@@ -1,2 +1,2 @@', ...lines]),
)
const tree = { f: 'a\na\nb\n' }

it('answers every text with files, problems or the line that cannot be read', async () => {
  await fc.assert(
    fc.asyncProperty(patch, fc.constantFrom('strict' as const, 'lenient' as const), async (lines, mode) => {
      const asked = { patch: lines.join('\n') }
      const answer = await patchedTree(tree, asked, mode)
      if (typeof answer === 'string') expect(answer).toMatch(/^PATCH_INVALID: Line \d+ of the patch: /)
      for (const problem of await problemsOf(tree, asked, mode)) expect(PatchProblem.parse(problem)).toEqual(problem)
    }),
    { numRuns: 3_000 },
  )
})

it('edits a text as if it had line feeds alone, and brings its own ends back', async () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\n', 'c\n'), { maxLength: 12 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, text, text, text, async (before, old, after, young) => {
      fc.pre(old !== '')
      const edits = [{ oldText: old, newText: young, replaceAll: false }]
      const crlf = (part: string) => part.replaceAll('\n', '\r\n')
      const plain = await patchedTree({ f: before + old + after }, { files: [{ path: 'f', edits }] })
      const returned = await patchedTree({ f: crlf(before + old + after) }, { files: [{ path: 'f', edits }] })
      if (Array.isArray(plain) || typeof plain === 'string' || !(before + old + after).includes('\n'))
        expect(Array.isArray(returned)).toBe(Array.isArray(plain))
      else expect(returned).toEqual({ f: crlf(plain['f'] ?? '') })
    }),
    { numRuns: 1_000 },
  )
})
