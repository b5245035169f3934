import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PatchFile } from '../contract/index.ts'
import type { FileChange, FileState } from './file-state.ts'
import { computePatch } from './patch/compute-patch.ts'
import { diffOf } from './patch/diff-lines.ts'
import { applySplice, spliceFrom } from './patch/splice.ts'
import { imagesOf, planFrom } from './plan.ts'

/** More of them, to look longer. */
const runs = Number(process.env['HYDRAFLOW_PATCH_RUNS'] ?? 10_000)

interface File {
  readonly text: string
  readonly mode: number
}
type Tree = ReadonlyMap<string, File>

/** One thing done to one file, in a form that a patch can say. */
type Deed =
  | { readonly kind: 'content'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'edit'
      readonly path: string
      readonly line: number
      readonly text: string
      readonly all: boolean
    }
  | { readonly kind: 'diff'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'mode'; readonly path: string; readonly mode: '644' | '755' }

const names = ['a.txt', 'b.txt', 'd/c.txt', 'd/e.txt', 'f/g/h.txt', 'i', 'ü.md', 'z z']
const line = fc.constantFrom('one', 'two', 'three', '', '  in', 'é', '\ttab', '@@ -1 +1 @@', '--- a', '-- ')
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed && lines.length > 0 ? end : ''))
const file = fc.record({ text, mode: fc.constantFrom(0o644, 0o755) })
const trees = fc
  .dictionary(fc.constantFrom(...names), file, { maxKeys: names.length })
  .map((tree) => new Map(Object.entries(tree)))

const deedOf = (path: string): fc.Arbitrary<Deed> =>
  fc.oneof(
    text.map((content): Deed => ({ kind: 'content', path, text: content })),
    fc.record({
      kind: fc.constant('edit' as const),
      path: fc.constant(path),
      line: fc.nat(11),
      text,
      all: fc.boolean(),
    }),
    text.map((content): Deed => ({ kind: 'diff', path, text: content })),
    fc.constant<Deed>({ kind: 'delete', path }),
    fc.constantFrom('moved/x', 'y.txt', ...names).map((to): Deed => ({ kind: 'rename', path, to })),
    fc.constantFrom('644' as const, '755' as const).map((mode): Deed => ({ kind: 'mode', path, mode })),
  )

/** Each path is named once, as source or as target. */
const patches = fc
  .subarray(names, { minLength: 1 })
  .chain((paths) => fc.tuple(...paths.map(deedOf)))
  .filter((deeds) => {
    const named = deeds.flatMap((deed) => (deed.kind === 'rename' ? [deed.path, deed.to] : [deed.path]))
    return new Set(named).size === named.length
  })

const oldTextOf = (tree: Tree, { path, line: at }: { path: string; line: number }): string =>
  tree.get(path)?.text.split('\n')[at] || 'nothing of this'

/** The simplest thing that could be right: strings and maps. Null when the patch must be refused. */
function modelled(tree: Tree, deeds: readonly Deed[]): Tree | null {
  const after = new Map(tree)
  for (const deed of deeds) {
    const before = tree.get(deed.path)
    if (deed.kind === 'content') {
      after.set(deed.path, { text: deed.text, mode: before?.mode ?? 0o644 })
      continue
    }
    if (!before) return null
    if (deed.kind === 'delete') after.delete(deed.path)
    else if (deed.kind === 'mode') after.set(deed.path, { ...before, mode: deed.mode === '755' ? 0o755 : 0o644 })
    else if (deed.kind === 'diff') after.set(deed.path, { ...before, text: deed.text })
    else if (deed.kind === 'rename') {
      if (tree.has(deed.to)) return null
      after.delete(deed.path)
      after.set(deed.to, before)
    } else {
      const parts = before.text.split(oldTextOf(tree, deed))
      if (parts.length < 2 || (parts.length > 2 && !deed.all)) return null
      // New lines end as the line does in which the text was found: asked of texts of one kind of end only.
      const end =
        before.text.includes('\r\n') && !deed.text.includes('\r\n') && !oldTextOf(tree, deed).includes('\r\n')
          ? '\r\n'
          : '\n'
      after.set(deed.path, {
        ...before,
        text: parts.join(end === '\r\n' ? deed.text.replaceAll('\n', '\r\n') : deed.text),
      })
    }
  }
  return after
}

const stateOf = (one: File | undefined): FileState | null =>
  one ? { bytes: Buffer.from(one.text), mode: one.mode } : null

function patchFileOf(tree: Tree, deed: Deed): PatchFile {
  const base = { path: deed.path, encoding: 'utf-8' as const }
  if (deed.kind === 'content') return { ...base, content: deed.text }
  if (deed.kind === 'delete') return { ...base, delete: true }
  if (deed.kind === 'rename') return { ...base, renameTo: deed.to }
  if (deed.kind === 'mode') return { ...base, mode: deed.mode }
  if (deed.kind === 'edit')
    return { ...base, edits: [{ oldText: oldTextOf(tree, deed), newText: deed.text, replaceAll: deed.all }] }
  const before = stateOf(tree.get(deed.path))
  const after = { bytes: Buffer.from(deed.text), mode: before?.mode ?? 0o644 }
  return { ...base, diff: diffOf(before, after, { path: deed.path, oldPath: null }).diff ?? '' }
}

const asTree = (entries: Iterable<readonly [string, FileState | null]>) =>
  Object.fromEntries(
    [...entries]
      .flatMap(([path, state]) =>
        state ? [[path, `${state.mode.toString(8)} ${state.bytes.toString('latin1')}`] as const] : [],
      )
      .toSorted(),
  )

/** What undo does, without a database: each file goes back by the images that were kept, from the bytes that are there. */
function undone(changes: readonly FileChange[], now: ReadonlyMap<string, FileState>): Map<string, FileState> {
  const plan = planFrom(changes)
  const images = imagesOf(plan, 'before')
  const back = new Map(now)
  for (const { entry } of plan.files) back.delete(entry.path)
  for (const { entry } of plan.files) {
    if (entry.beforeSha256 === null || entry.beforeMode === null) continue
    const current = now.get(entry.path)
    const image = images.find(({ sha256 }) => sha256 === entry.beforeSha256)
    const base = image?.base
    const bytes =
      image && base && current && entry.afterSha256 === base.sha256
        ? applySplice(current.bytes, spliceFrom(image.bytes, base.bytes, image.stretches))
        : (image?.bytes ?? current?.bytes)
    if (!bytes) throw new Error(`Nothing is kept of ${entry.path}.`)
    back.set(entry.oldPath ?? entry.path, { bytes, mode: entry.beforeMode })
  }
  return back
}

it(`does what the simplest model does, ${runs} times, and takes it back to the byte`, async () => {
  let [applied, refused] = [0, 0]
  const property = fc.asyncProperty(trees, patches, async (tree, deeds) => {
    // A diff that changes nothing is no diff.
    const said = deeds.filter(
      (deed) => deed.kind !== 'diff' || (tree.has(deed.path) && tree.get(deed.path)?.text !== deed.text),
    )
    const expected = modelled(tree, said)
    if (
      said.length === 0 ||
      (expected && said.some((deed) => deed.kind === 'edit' && isMixed(tree.get(deed.path)?.text)))
    )
      return
    const before = new Map([...tree].map(([path, one]) => [path, stateOf(one) as FileState]))
    const computed = await computePatch(
      { files: said.map((deed) => patchFileOf(tree, deed)), mode: 'strict' },
      async (path) => before.get(path) ?? null,
    )
    expect(computed.ok).toBe(expected !== null)
    if (!computed.ok || !expected) {
      refused++
      return
    }
    const after = new Map(before)
    for (const { path, after: state } of computed.changes) {
      if (state) after.set(path, state)
      else after.delete(path)
    }
    expect(asTree(after)).toEqual(asTree([...expected].map(([path, one]) => [path, stateOf(one)])))
    expect(asTree(undone(computed.changes, after))).toEqual(asTree(before))
    applied++
  })
  await fc.assert(property, { numRuns: runs })
  // A test of which every patch is refused proves nothing.
  expect(applied).toBeGreaterThan(runs / 5)
  expect(refused).toBeGreaterThan(runs / 20)
}, 300_000)

const isMixed = (content = ''): boolean => content.includes('\r\n') && /(^|[^\r])\n/.test(content)
