import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SpawnedServer, spawnServer } from '@hydraflow/server/testing'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest'
import { type Client, type Job, createClient, finishedJobStatuses } from '../src/node.ts'
import { chromiumHistory } from './history-file.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-watch-'))
let server: SpawnedServer
let client: Client
beforeAll(async () => {
  server = await spawnServer({ dataDir })
  client = createClient({ url: server.url, token: server.token })
})
afterAll(async () => {
  client.close()
  await server.stop()
})

async function startJob(visits = 3): Promise<Job> {
  const upload = await client.imports.upload(new Blob([chromiumHistory(visits)]), { name: 'History' })
  return client.imports.run({ uploadId: upload.id })
}

const isFinished = ({ status }: Job): boolean => finishedJobStatuses.some((finished) => finished === status)

test('a job is followed until it has finished, and the loop ends by itself', async () => {
  const { id } = await startJob()
  const seen: Job[] = []
  for await (const job of client.jobs.watch({ id })) seen.push(job)
  expectTypeOf(seen).toEqualTypeOf<Job[]>()
  expect(seen.at(-1)).toMatchObject({ id, status: 'succeeded', result: expect.objectContaining({ inserted: 3 }) })
  expect(seen.map(({ revision }) => revision)).toEqual(seen.map(({ revision }) => revision).toSorted((a, b) => a - b))
})

test('leaving the loop ends the subscription on both ends', async () => {
  const signals: AbortSignal[] = []
  const listening = createClient({
    url: server.url,
    token: server.token,
    fetch: (url, init) => {
      if (init?.signal) signals.push(init.signal)
      return fetch(url, init)
    },
  })
  for await (const overview of listening.overview.watch()) {
    expect(overview.counts.openTabs).toBe(0)
    break
  }
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

test('an aborted signal ends the loop without an error', async () => {
  const controller = new AbortController()
  let seen = 0
  for await (const _ of client.overview.watch({}, { signal: controller.signal })) {
    seen++
    controller.abort()
  }
  expect(seen).toBe(1)
  for await (const _ of client.overview.watch({}, { signal: controller.signal })) seen++
  expect(seen).toBe(1)
})

test('a bad input is an error of the loop', async () => {
  const watching = client.jobs.watch({ id: '' })[Symbol.asyncIterator]()
  await expect(watching.next()).rejects.toMatchObject({ reason: 'INPUT_INVALID' })
})

test('a server that is killed and started again is taken up where it broke: nothing is missed', async () => {
  const { port } = new URL(server.url)
  const requests: (string | null)[] = []
  const states: string[] = []
  const watcher = createClient({
    url: server.url,
    token: server.token,
    fetch: (url, init) => {
      requests.push(new Headers(init?.headers).get('last-event-id'))
      return fetch(url, init)
    },
  })
  const finished = new Map<string, Job>()
  const watching = (async () => {
    for await (const job of watcher.jobs.watch({}, { onConnection: (state) => states.push(state) })) {
      if (isFinished(job)) finished.set(job.id, job)
      if (finished.size === 3) return
    }
  })()

  const before = await startJob()
  await expect.poll(() => finished.has(before.id)).toBe(true)
  server.process.kill('SIGKILL')
  await once(server.process, 'close')
  await expect.poll(() => states.at(-1)).toBe('reconnecting')
  server = await spawnServer({ dataDir, port: Number(port) })
  // This one finishes, most likely, before the watcher is back: it must hear of it nevertheless.
  const between = await startJob()
  await expect.poll(() => states.at(-1), { timeout: 10_000 }).toBe('live')
  const after = await startJob()
  await watching
  expect(new Set(finished.keys())).toEqual(new Set([before.id, between.id, after.id]))
  expect(requests[0]).toBeNull()
  expect(Number(requests.at(-1))).toBeGreaterThan(0)
  watcher.close()
})
