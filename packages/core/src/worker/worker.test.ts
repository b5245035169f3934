import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { forEachEngine } from '@hydraflow/db/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Job } from '../contract/index.ts'
import { enqueueJob } from '../jobs/enqueue-job.ts'
import { claimJob, endRuns, leaseMicros } from '../jobs/lease.ts'
import { reapJobs } from '../jobs/reap-jobs.ts'
import { jobsRoom } from '../jobs/room.ts'
import { type Deps, newUuid, systemClock } from '../kernel/deps.ts'
import { type Workers, startWorkers } from './start-workers.ts'

const handlersModule = new URL('./__fixtures__/test-handlers.ts', import.meta.url).href

forEachEngine('the worker', (engine) => {
  let deps: Deps
  let jobs: ReturnType<typeof jobsRoom>
  let workers: Workers | undefined
  let location: string
  let dataDir: string

  beforeEach(async () => {
    location = await engine.location()
    dataDir = await mkdtemp(join(tmpdir(), 'hydraflow-worker-'))
    deps = { database: await engine.open(location), clock: systemClock, newId: newUuid }
    jobs = jobsRoom(deps)
  })
  afterEach(async () => {
    await workers?.stop()
    workers = undefined
    await rm(dataDir, { recursive: true, force: true })
  })

  const start = (count = 1): Workers => {
    workers = startWorkers({ deps, location, dataDir, environment: {}, count, handlersModule })
    return workers
  }
  const enqueue = async (
    what: string,
    more: { priority?: number; idempotencyKey?: string; maxAttempts?: number } = {},
  ) => {
    const job = { type: 'import_revert' as const, payload: { batchId: what }, title: what, ...more }
    const id = await deps.database.transact((tx) => enqueueJob(tx, deps, job))
    deps.database.announce()
    return id
  }
  const until = async (id: string, isIt: (job: Job) => boolean): Promise<Job> => {
    for await (const job of jobs.watch({ id }, {})) if (isIt(job)) return job
    return await jobs.get({ id }, {})
  }
  const end = (id: string) => until(id, () => false)
  const events = async (id: string) => (await jobs.log({ id, limit: 200 }, {})).items.map(({ event }) => event)

  it('runs a job to its result and tells its story in order', async () => {
    start()
    const id = await enqueue('something')
    const job = await end(id)
    expect(job).toMatchObject({
      status: 'succeeded',
      result: { done: 'something', attempt: 1 },
      attempts: 1,
      workerId: null,
      error: null,
    })
    expect(await events(id)).toEqual(['job.queued', 'job.started', 'job.succeeded'])
  })

  it('tries again after a failure that may pass, with the error kept until then', async () => {
    start()
    const id = await enqueue('fail once')
    const waiting = await until(id, ({ status, attempts }) => status === 'queued' && attempts === 1)
    expect(waiting).toMatchObject({ error: { reason: 'INTERNAL', message: 'not yet' } })
    expect(await end(id)).toMatchObject({ status: 'succeeded', attempts: 2, error: null })
    expect(await events(id)).toEqual([
      'job.queued',
      'job.started',
      'job.retry_scheduled',
      'job.started',
      'job.succeeded',
    ])
  })

  it('says of a job for which there was no room that it was that', async () => {
    start()
    expect(await end(await enqueue('no room', { maxAttempts: 1 }))).toMatchObject({
      status: 'failed',
      error: { reason: 'STORAGE_FULL' },
    })
  })

  it('does not try again when trying cannot help', async () => {
    start()
    expect(await end(await enqueue('fail'))).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { reason: 'IMPORT_BATCH_NOT_FOUND' },
    })
  })

  it('cancels a running job within a second, after its handler has taken back what it did', async () => {
    start()
    const id = await enqueue('wait')
    await until(id, ({ progress }) => progress !== null)
    expect(await jobs.get({ id }, {})).toMatchObject({
      status: 'running',
      progress: { phase: 'waiting', stepsTotal: 2 },
      stats: { seen: 3 },
    })
    const asked = Date.now()
    await jobs.cancel({ id }, {})
    expect(await end(id)).toMatchObject({ status: 'cancelled' })
    expect(Date.now() - asked).toBeLessThan(1_000)
    expect(await events(id)).toEqual([
      'job.queued',
      'job.started',
      'log',
      'job.cancel_requested',
      'log',
      'job.cancelled',
    ])
  })

  it('cancels a job that waits at once', async () => {
    const id = await enqueue('something')
    expect(await jobs.cancel({ id }, {})).toMatchObject({ status: 'cancelled' })
    await expect(jobs.cancel({ id }, {})).rejects.toMatchObject({ reason: 'JOB_FINISHED' })
  })

  it('cancels nothing that ends in the same moment', async () => {
    for (let round = 0; round < 40; round++) {
      const id = await enqueue('something')
      const work = async () => {
        const now = deps.clock.now()
        const row = await deps.database.transact((tx) => claimJob(tx, { id, workerId: 'one', now }))
        if (!row) return false
        const lease = { jobId: id, workerId: 'one', attempt: row.attempts }
        const outcome = { status: 'succeeded', result: null } as const
        await deps.database.transact((tx) => endRuns(tx, deps.clock, [{ lease, maxAttempts: 3, outcome }]))
        return true
      }
      const cancel = () => delay(round / 10).then(() => jobs.cancel({ id }, {}))
      const [worked] = await Promise.all([work(), cancel().catch(() => {})])
      expect(await jobs.get({ id }, {})).toMatchObject({ status: worked ? 'succeeded' : 'cancelled', workerId: null })
    }
  })

  it('runs the more urgent job first, then the older', async () => {
    const ids = [await enqueue('b'), await enqueue('c', { priority: -1 }), await enqueue('a', { priority: 5 })]
    start()
    const done = await Promise.all(ids.map(end))
    const order = done.toSorted((one, other) => one.revision - other.revision).map(({ title }) => title)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('gives the same job for the same idempotency key', async () => {
    const [one, two] = [await enqueue('x', { idempotencyKey: 'k' }), await enqueue('y', { idempotencyKey: 'k' })]
    expect(two).toBe(one)
  })

  it('never blocks this thread while a handler computes', async () => {
    start()
    const id = await enqueue('block')
    await until(id, ({ status }) => status === 'running')
    const before = Date.now()
    await new Promise(setImmediate)
    expect(Date.now() - before).toBeLessThan(200)
    await end(id)
  })

  it('runs a job again at once when the thread that had it dies', async () => {
    start()
    const id = await enqueue('crash')
    expect(await end(id)).toMatchObject({ status: 'succeeded', attempts: 2 })
    expect(await events(id)).toContain('job.retry_scheduled')
  })

  it('takes back a job whose lease ran out, and fails it when no attempt is left', async () => {
    const id = await enqueue('something', { maxAttempts: 1 })
    const lost = {
      status: 'running',
      attempts: 1,
      workerId: 'elsewhere:1:x',
      leaseUntil: deps.clock.now() + leaseMicros,
    }
    await deps.database.transact((tx) => tx.updateTable('job').set(lost).where('id', '=', id).execute())
    expect(await reapJobs(deps)).toBe(0)
    expect(await reapJobs({ ...deps, clock: { now: () => systemClock.now() + leaseMicros + 1 } })).toBe(1)
    expect(await jobs.get({ id }, {})).toMatchObject({ status: 'failed', error: { reason: 'WORKER_LOST' } })
  })

  it('gives running jobs back when it stops', async () => {
    start()
    const id = await enqueue('wait')
    await until(id, ({ progress }) => progress !== null)
    await workers?.stop()
    expect(await jobs.get({ id }, {})).toMatchObject({ status: 'queued', attempts: 0, workerId: null })
  })

  it('runs each of many jobs exactly once with two workers', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => enqueue(`n${n}`)))
    start(2)
    const done = await Promise.all(ids.map(end))
    expect(done.every(({ status, attempts }) => status === 'succeeded' && attempts === 1)).toBe(true)
    const starts = await deps.database.look
      .selectFrom('job_log')
      .select('jobId')
      .where('event', '=', 'job.started')
      .execute()
    expect(starts).toHaveLength(60)
  })

  it('tells a watcher that comes back all that changed meanwhile', async () => {
    start()
    const first = await end(await enqueue('first'))
    const second = await end(await enqueue('second'))
    const seen: string[] = []
    for await (const job of jobs.watch({ lastEventId: String(first.revision) }, {})) {
      seen.push(job.title)
      if (job.revision >= second.revision) break
    }
    expect(seen).toEqual(['second'])
  })

  it('retries a failed job as a new one, and nothing else', async () => {
    start()
    const failed = await end(await enqueue('fail'))
    const again = await jobs.retry({ id: failed.id }, {})
    expect(again).toMatchObject({ parentId: failed.id, title: 'fail', payload: failed.payload })
    const done = await end(await enqueue('something'))
    await expect(jobs.retry({ id: done.id }, {})).rejects.toMatchObject({ reason: 'JOB_NOT_RETRYABLE' })
  })

  const order = async (what: string, more: { idempotencyKey?: string } = {}) => {
    const job = { type: 'import_revert' as const, payload: { batchId: what }, title: what, maxAttempts: 1, ...more }
    return await (workers ?? start()).ask('runJob', { job })
  }

  it('runs a job at once when it is asked to, and answers when it has ended', async () => {
    const { jobId, ended } = await order('something')
    expect(ended).toBe(true)
    expect(await jobs.get({ id: jobId }, {})).toMatchObject({ status: 'succeeded', result: { done: 'something' } })
    expect(await events(jobId)).toEqual(['job.queued', 'job.started', 'job.succeeded'])
    await expect(order('fail')).rejects.toMatchObject({
      reason: 'IMPORT_BATCH_NOT_FOUND',
      details: { jobId: expect.any(String) },
    })
    await expect(order('crash')).rejects.toMatchObject({ reason: 'WORKER_LOST' })
  })

  it('lets nobody wait for a job behind those of the queue, however many run', async () => {
    start()
    const waiting = await Promise.all(Array.from({ length: 16 }, () => enqueue('wait')))
    for (const id of waiting) await until(id, (job) => job.progress !== null)
    expect(await order('something')).toMatchObject({ ended: true })
  })

  it('runs what is asked for once for the same idempotency key', async () => {
    const one = await order('x', { idempotencyKey: 'k' })
    expect(await order('y', { idempotencyKey: 'k' })).toEqual({ jobId: one.jobId, ended: false })
  })

  it('says that a job it was asked to run was cancelled', async () => {
    const asked = order('wait')
    for await (const job of jobs.watch({}, {})) {
      if (job.title !== 'wait' || job.progress === null) continue
      await jobs.cancel({ id: job.id }, {})
      break
    }
    await expect(asked).rejects.toMatchObject({ reason: 'CANCELLED' })
  })

  it('prunes finished jobs with their logs, after saying how many', async () => {
    start()
    const id = await end(await enqueue('something')).then((job) => job.id)
    const input = { olderThanDays: 0, status: 'succeeded' as const }
    expect(await jobs.prune({ ...input, dryRun: true }, {})).toEqual({ removed: { jobs: 1 }, dryRun: true })
    expect(await jobs.prune(input, {})).toEqual({ removed: { jobs: 1 }, dryRun: false })
    await expect(jobs.log({ id, limit: 1 }, {})).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' })
  })
})
