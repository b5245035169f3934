// Kills applies at random moments and recovers. As a program: node kill-applies.ts 1000
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { FileState } from '../../file-state.ts'
import { sha256 } from '../../file-state.ts'
import { type RecoveryEntry, recoverTree } from '../recover-tree.ts'
import { openRoot } from '../root.ts'
import { after, before, sixtyChanges } from './sixty-changes.ts'
import { newDirectory, pictured, plant, removeDirectories, snapshot, stateIn, withoutDirectories } from './trees.ts'

const program = new URL('apply-until-killed.ts', import.meta.url)
const steps = 5 + sixtyChanges.length

const mark = (state: FileState | null) => state && { sha256: sha256(state.bytes), mode: state.mode }
export const entries: RecoveryEntry[] = sixtyChanges.map(({ path, before: old, after: next }) => ({ path, before: mark(old), after: mark(next) }))
export const imageBefore = async ({ path }: RecoveryEntry): Promise<Buffer> => (stateIn(before, path) as FileState).bytes

export interface Tally {
  kills: number
  /** Killed between the first deletion or rename and the last. */
  midway: number
  /** Of which some files were of before and some of after. */
  mixed: number
  before: number
  after: number
  broken: string[]
}

/** Half of them are killed from outside at a random moment, half by themselves, each at a later step. */
export async function killApplies(count: number): Promise<Tally> {
  const tally: Tally = { kills: 0, midway: 0, mixed: 0, before: 0, after: 0, broken: [] }
  let duration = 30
  for (let n = 0; n < count; n++) {
    const directory = await newDirectory()
    const [tree, log] = [join(directory, 'tree'), join(directory, 'steps')]
    await plant(tree, before)
    const took = await applyAndKill(tree, log, n % 2 === 0 ? { afterMs: Math.random() * duration } : { atStep: Math.ceil(((n + 1) * steps) / count) })
    if (took !== null) duration = took
    await judge(tree, log, tally, took === null)
    await rm(directory, { recursive: true, force: true })
  }
  return tally
}

/** How long the apply took, or null if it was killed. */
async function applyAndKill(tree: string, log: string, when: { afterMs?: number; atStep?: number }): Promise<number | null> {
  const child = fork(program, [tree, 'token', log, String(when.atStep ?? 0)], { stdio: 'inherit', execArgv: [] })
  const exit = once(child, 'exit')
  await once(child, 'message')
  const start = performance.now()
  child.send('go')
  if (when.afterMs !== undefined) {
    await delay(when.afterMs)
    child.kill('SIGKILL')
  }
  const [, signal] = await exit
  return signal === 'SIGKILL' ? null : performance.now() - start
}

async function judge(tree: string, log: string, tally: Tally, killed: boolean): Promise<void> {
  const done = (await readFile(log, 'utf8').catch(() => '')).split('\n')
  const found = withoutDirectories(await snapshot(tree))
  if (killed) tally.kills++
  if (killed && done.some((step) => /^(delete|rename) /.test(step)) && !done.includes('sync')) tally.midway++
  const isMixed = (['before', 'after'] as const).every((side) => sixtyChanges.some((change) => isAs(found, change.path, change[side])))
  if (killed && isMixed) tally.mixed++
  const root = await openRoot(tree)
  const { outcome, conflicts } = await recoverTree(root, entries, 'token', imageBefore)
  await root.close()
  const now = await snapshot(tree)
  tally[outcome]++
  const isWhole = isDeepStrictEqual(withoutDirectories(now), pictured(outcome === 'before' ? before : after))
  const hasEmpty = Object.keys(now).some((path) => path.endsWith('/') && !Object.keys(now).some((other) => other !== path && other.startsWith(path)))
  if (!isWhole || hasEmpty || conflicts.length > 0) tally.broken.push(`${outcome} ${conflicts.join()} after ${done.at(-2)}`)
}

const isAs = (found: Record<string, string>, path: string, state: FileState | null): boolean =>
  found[path] === (state === null ? undefined : `${state.mode.toString(8)} ${state.bytes.toString('latin1')}`)

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1) ?? '-')) {
  const tally = await killApplies(Number(process.argv[2] ?? 1_000))
  await removeDirectories()
  process.stdout.write(`${JSON.stringify(tally)}\n`)
}
