import { CompiledQuery, type Kysely } from 'kysely'
import type { Tx } from '../database.ts'
import type { Tables } from '../tables/index.ts'

type RunTransaction = <T>(act: (tx: Tx) => Promise<T>) => Promise<T>

/** Begins and commits for each transaction by itself, without waiting for others to come. */
export const runAtOnce =
  (kysely: Kysely<Tables>): RunTransaction =>
  (act) =>
    kysely.transaction().execute((tx) => act(tx as unknown as Tx))

/** A group ends when it took so long: a commit must not keep others waiting. */
const longestGroupMs = 8
const mostInGroup = 32

interface Wanted {
  readonly act: (tx: Tx) => Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Begins and commits once for all transactions that were asked for in the same turn of the event loop: most of what a
 * small write costs is the commit. Each of them runs alone behind a savepoint and is taken back alone when it fails, and
 * none is called done before the commit.
 */
export function groupCommits(kysely: Kysely<Tables>): RunTransaction {
  let waiting: Wanted[] = []
  let running = false

  async function runAll() {
    try {
      while (waiting.length > 0) await runGroup()
    } finally {
      running = false
    }
  }

  async function runGroup() {
    const group: Wanted[] = []
    const endings: (() => void)[] = []
    try {
      await kysely.transaction().execute(async (tx) => {
        const endsAt = performance.now() + longestGroupMs
        const alone = waiting.length === 1
        do {
          const wanted = waiting.shift()!
          group.push(wanted)
          endings.push(await (alone ? runAlone : runBehindSavepoint)(tx as unknown as Tx, wanted))
        } while (!alone && waiting.length > 0 && group.length < mostInGroup && performance.now() < endsAt)
      })
      for (const end of endings) end()
    } catch (error) {
      // Nothing of the group was committed. When it could not even begin, the first in line hears why.
      for (const { reject } of group.length > 0 ? group : waiting.splice(0, 1)) reject(error)
    }
  }

  return <T>(act: (tx: Tx) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ act, resolve: resolve as (value: unknown) => void, reject })
      if (running) return
      running = true
      setImmediate(() => void runAll())
    })
}

async function runAlone(tx: Tx, { act, resolve }: Wanted): Promise<() => void> {
  const value = await act(tx)
  return () => resolve(value)
}

async function runBehindSavepoint(tx: Tx, wanted: Wanted): Promise<() => void> {
  await run(tx, savepoint)
  try {
    const end = await runAlone(tx, wanted)
    await run(tx, release)
    return end
  } catch (error) {
    try {
      await run(tx, rollBack)
      await run(tx, release)
    } catch {
      // SQLite took back the whole transaction by itself, after a full disk for one: that is true for all of the group.
      throw error
    }
    return () => wanted.reject(error)
  }
}

const savepoint = CompiledQuery.raw('savepoint one_of_group')
const rollBack = CompiledQuery.raw('rollback to one_of_group')
const release = CompiledQuery.raw('release one_of_group')

const run = (tx: Tx, query: CompiledQuery) =>
  tx.getExecutor().provideConnection((connection) => connection.executeQuery(query))
