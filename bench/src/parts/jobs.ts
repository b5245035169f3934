import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openWorkspace } from '@hydraflow/core'
import SqliteDatabase from 'better-sqlite3'
import { better, defineQueue, defineWorker } from 'plainjob'
import { alternate, median, timesOf } from '../rounds.ts'
import type { Row } from '../row.ts'
import { withDirectory } from '../temporary.ts'

const jobsInRound = 4_000
const rounds = 5
const single = 200
const handlersModule = new URL('../noop-handlers.ts', import.meta.url).href

/** What the ledger costs: jobs that do nothing, many at once and one by one. */
export const jobs = (): Promise<Row[]> =>
  withDirectory(async (directory) => {
    let round = 0
    const next = (name: string) => join(directory, `${name}-${++round}`)
    const measured = await alternate(
      rounds,
      () => drainOurs(next('ours')),
      () => drainPlainjob(next('plainjob.db')),
    )
    const latency = await latencyOfOne(next('single'))
    return [
      { name: 'jobs, no-op', unit: '/s', ...measured, target: { ratio: 1 } },
      { name: 'job, enqueue to done, p50', unit: 'ms', ours: median(latency), target: { below: 10 } },
    ]
  })

/** Enqueues with nobody to run them, then measures from the first claim to the last end. */
async function drainOurs(dataDir: string): Promise<number> {
  const seed = await seedJob(dataDir)
  const filling = await openWorkspace({ dataDir, workers: 0 })
  for (let count = 0; count < jobsInRound; count++) await filling.jobs.retry({ id: seed })
  await filling.close()
  const running = await openWorkspace({ dataDir, workers: 1, handlersModule })
  const unfinished = async () => (await running.jobs.list({ status: ['queued', 'running'], limit: 1 })).items.length > 0
  while (await unfinished()) await delay(100)
  await running.close()
  const ledger = new SqliteDatabase(join(dataDir, 'hydraflow.db'), { readonly: true })
  const span = `select max(completedAt) - min(startedAt) from job where status = 'succeeded'`
  const micros = ledger.prepare<[], number>(span).pluck().get() ?? Number.NaN
  ledger.close()
  return (jobsInRound * 1_000_000) / micros
}

/** A cancelled job of no work: to retry it is to enqueue another one, by the door that everyone has. */
async function seedJob(dataDir: string): Promise<string> {
  const empty = await openWorkspace({ dataDir, workers: 0 })
  await empty.tasks.create({ title: 'Something' })
  await empty.close()
  // A workspace that holds something plans its maintenance when it is opened.
  const workspace = await openWorkspace({ dataDir, workers: 0 })
  const [job] = (await workspace.jobs.list({ type: 'maintenance' })).items
  if (!job) throw new Error('The workspace planned no maintenance.')
  await workspace.jobs.cancel({ id: job.id })
  await workspace.close()
  return job.id
}

async function drainPlainjob(file: string): Promise<number> {
  const logger = { error() {}, warn() {}, info() {}, debug() {} }
  const queue = defineQueue({ connection: better(new SqliteDatabase(file)), logger })
  queue.addMany(
    'none',
    Array.from({ length: jobsInRound }, () => ({})),
  )
  let completed = 0
  let complete: (() => void) | undefined
  const all = new Promise<void>((resolve) => (complete = resolve))
  const onCompleted = () => {
    if (++completed === jobsInRound) complete?.()
  }
  const workers = Array.from({ length: 8 }, () => defineWorker('none', async () => {}, { queue, logger, onCompleted }))
  const startedAt = performance.now()
  for (const worker of workers) void worker.start()
  await all
  const seconds = (performance.now() - startedAt) / 1_000
  await Promise.all(workers.map((worker) => worker.stop()))
  queue.close()
  return jobsInRound / seconds
}

async function latencyOfOne(dataDir: string): Promise<number[]> {
  const seed = await seedJob(dataDir)
  const workspace = await openWorkspace({ dataDir, workers: 1, handlersModule })
  const times = await timesOf(Array.from({ length: single }), async () => {
    const { id } = await workspace.jobs.retry({ id: seed })
    for await (const _ of workspace.jobs.watch({ id }));
  })
  await workspace.close()
  // The first ones wait for the thread to start.
  return times.slice(single / 10)
}
