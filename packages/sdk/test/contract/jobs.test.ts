import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Job } from '@hydraflow/core/contract'
import { listAll } from '../../src/node.ts'
import { at, badFieldsOf, newHost, newWord, reasonOf, refusalOf } from './ask.ts'
import { type ChromeVisit, temporaryDirectory, writeChromeHistory } from './chrome-history.ts'
import { forEachServer } from './for-each-server.ts'

const directory = temporaryDirectory()

const someVisits = (count: number, host = newHost()): ChromeVisit[] =>
  Array.from({ length: count }, (_, n) => ({ url: `https://${host}/${n % 50}`, visitedAt: at(n) }))

/** More jobs than this do not run at the same time. */
const workersAtOnce = 16
const bigFile = join(directory, 'big')

/** Of which no other test leaves anything. */
const ownFile = join(directory, 'own')

beforeAll(() => {
  writeChromeHistory(bigFile, someVisits(60_000, 'big.example'))
  writeChromeHistory(ownFile, someVisits(60_000, 'own.example'))
})

forEachServer('jobs', (server) => {
  const historyFile = (visits: readonly ChromeVisit[] = someVisits(3)) => {
    const path = join(directory, newWord())
    writeChromeHistory(path, visits)
    return path
  }
  const start = (path = historyFile()) => server.client.imports.run({ path })
  const statesOf = async (id: string) => {
    const states: Job[] = []
    for await (const job of server.client.jobs.watch({ id })) states.push(job)
    return states
  }
  const ended = async ({ id }: { id: string }) => (await statesOf(id)).at(-1)!
  /** Sound enough to be taken for a history, and damaged inside. */
  const damagedFile = () => {
    const path = historyFile(someVisits(2_000))
    const bytes = readFileSync(path)
    bytes.fill(0xff, bytes.length - 3 * 4_096, bytes.length - 4_096)
    writeFileSync(path, bytes)
    return path
  }
  const cancel = async ({ id }: { id: string }) => {
    await server.client.jobs.cancel({ id }).catch(() => {})
    return await ended({ id })
  }
  /** A job that waits behind others which take their time; `free` ends those. */
  const waiting = async () => {
    const big = await Promise.all(Array.from({ length: workersAtOnce + 1 }, () => start(bigFile)))
    return {
      next: await start(),
      free: () => Promise.all(big.map(async (job) => (await cancel(job), await ended(job)))),
    }
  }

  describe('a job', () => {
    it('begins in the queue with what it is about', async () => {
      const { next, free } = await waiting()
      expect(next).toEqual({
        id: next.id,
        type: 'browser_import',
        status: 'queued',
        title: next.title,
        payload: next.payload,
        result: null,
        error: null,
        attempts: 0,
        maxAttempts: 20,
        priority: 0,
        runAt: next.createdAt,
        progress: null,
        stats: {},
        cancelRequested: false,
        createdAt: next.createdAt,
        startedAt: null,
        completedAt: null,
        threadId: null,
        taskId: null,
        repoId: null,
        parentId: null,
        idempotencyKey: null,
        workerId: null,
        leaseUntil: null,
        revision: next.revision,
      })
      await cancel(next)
      await free()
    })

    it('ends with its result', async () => {
      const job = await ended(await start())
      expect(job).toMatchObject({
        status: 'succeeded',
        result: { read: 3, inserted: 3 },
        error: null,
        attempts: 1,
        stats: { inserted: 3 },
        workerId: null,
        leaseUntil: null,
      })
      expect(job.createdAt <= job.startedAt! && job.startedAt! <= job.completedAt!).toBe(true)
      expect(await server.client.jobs.get({ id: job.id })).toEqual(job)
    })

    it('says in short where it stands', async () => {
      const { id, progress, error, completedAt } = await ended(await start())
      expect(await server.client.jobs.status({ id })).toEqual({ id, status: 'succeeded', progress, error, completedAt })
    })

    it('that fails says why', async () => {
      const job = await ended(await start(damagedFile()))
      expect(job).toMatchObject({
        status: 'failed',
        result: null,
        error: { reason: 'IMPORT_FILE_DAMAGED', message: expect.any(String) },
      })
    })

    it.each(['get', 'status', 'log', 'cancel', 'retry'] as const)(
      'that is not there cannot be asked to %s',
      async (verb) => {
        expect(await refusalOf(server.client.jobs[verb]({ id: newWord() }))).toMatchObject({
          kind: 'not_found',
          reason: 'JOB_NOT_FOUND',
        })
      },
    )
  })

  describe('the log of a job', () => {
    it('tells what happened, in order', async () => {
      const { id } = await ended(await start())
      const { items, nextCursor } = await server.client.jobs.log({ id })
      const events = items.map(({ event }) => event)
      expect(nextCursor).toBeNull()
      expect([events[0], events[1], events.at(-1)]).toEqual(['job.queued', 'job.started', 'job.succeeded'])
      expect(items.map((entry) => entry.at)).toEqual(items.map((entry) => entry.at).toSorted())
    })

    it('is walked by its cursor', async () => {
      const { id } = await ended(await start())
      const all = (await server.client.jobs.log({ id })).items
      const seen = []
      for await (const entry of listAll(server.client.jobs.log, { id, limit: 1 })) seen.push(entry)
      expect(seen).toEqual(all)
    })
  })

  describe('watching one job', () => {
    it('begins with the present, shows it change, and ends with it', async () => {
      const states = await statesOf((await start()).id)
      const order = ['queued', 'running', 'succeeded']
      const seen = states.map(({ status }) => order.indexOf(status))
      expect(seen).toEqual(seen.toSorted())
      expect(states.at(-1)?.status).toBe('succeeded')
    })

    it('that has ended shows it once and ends', async () => {
      const job = await ended(await start())
      expect(await statesOf(job.id)).toEqual([job])
    })

    it('that is not there is refused', async () => {
      expect(await reasonOf(statesOf(newWord()))).toBe('JOB_NOT_FOUND')
    })

    it('shows revisions that only grow', async () => {
      const revisions = (await statesOf((await start()).id)).map(({ revision }) => revision)
      expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b))
    })
  })

  describe('watching all jobs', () => {
    it('shows a job that is started later, until it has ended', async () => {
      const leaving = new AbortController()
      const live = Promise.withResolvers<void>()
      const watching = server.client.jobs.watch({}, { signal: leaving.signal, onConnection: () => live.resolve() })
      const statuses: string[] = []
      let id: string | undefined
      const watched = (async () => {
        for await (const job of watching) {
          if (id !== undefined && job.id !== id) continue
          statuses.push(job.status)
          if (job.id === id && job.status === 'succeeded') return
        }
      })()
      await live.promise
      ;({ id } = await start())
      await watched
      leaving.abort()
      expect(statuses.at(-1)).toBe('succeeded')
    })

    it('goes on from an event that was seen, and misses nothing', async () => {
      const before = await ended(await start())
      const after = await ended(await start())
      for await (const job of server.client.jobs.watch({ lastEventId: String(before.revision) })) {
        if (job.id !== after.id) continue
        expect(job).toEqual(after)
        break
      }
    })

    it('keeps to a type', async () => {
      const before = await ended(await start())
      const batch = (before.result as { batchId: string }).batchId
      const revert = await server.client.imports.revert({ id: batch })
      await ended(revert)
      for await (const job of server.client.jobs.watch({
        type: 'import_revert',
        lastEventId: String(before.revision),
      })) {
        expect(job.type).toBe('import_revert')
        if (job.id === revert.id) break
      }
    })
  })

  describe('the list of jobs', () => {
    it('has the newest first', async () => {
      const one = await ended(await start())
      const two = await ended(await start())
      const { items } = await server.client.jobs.list({ limit: 2 })
      expect(items).toEqual([two, one])
    })

    it('keeps one status or several', async () => {
      const failed = await ended(await start(damagedFile()))
      const succeeded = await ended(await start())
      const since = failed.createdAt
      const ids = async (status: never) => (await server.client.jobs.list({ since, status })).items.map(({ id }) => id)
      expect(await ids('failed' as never)).toEqual([failed.id])
      expect(await ids(['failed', 'succeeded'] as never)).toEqual([succeeded.id, failed.id])
      expect(await ids(['queued', 'running', 'cancelled'] as never)).toEqual([])
    })

    it('keeps one type or several', async () => {
      const made = await ended(await start())
      const revert = await ended(
        await server.client.imports.revert({ id: (made.result as { batchId: string }).batchId }),
      )
      const since = made.createdAt
      const ids = async (type: never) => (await server.client.jobs.list({ since, type })).items.map(({ id }) => id)
      expect(await ids('import_revert' as never)).toEqual([revert.id])
      expect(await ids(['import_revert', 'browser_import'] as never)).toEqual([revert.id, made.id])
    })

    it('keeps what was made since (inclusive) and until (exclusive)', async () => {
      const job = await ended(await start())
      const ids = async (filter: object) =>
        (await server.client.jobs.list({ limit: 200, ...filter })).items.map(({ id }) => id)
      expect(await ids({ since: job.createdAt })).toContain(job.id)
      expect(await ids({ until: job.createdAt })).not.toContain(job.id)
    })

    it('finds part of the title in any case, an id, and words of an error', async () => {
      const path = damagedFile()
      const job = await ended(await start(path))
      const ids = async (q: string) => (await server.client.jobs.list({ q, limit: 200 })).items.map(({ id }) => id)
      expect(await ids(job.title.slice(1).toUpperCase())).toEqual([job.id])
      expect(await ids(job.id)).toEqual([job.id])
      expect(await ids('IS DAMAGED')).toContain(job.id)
    })

    it.each(['%', '_', '\\', "'"])('takes %s literally', async (q) => {
      await ended(await start())
      expect((await server.client.jobs.list({ q })).items).toEqual([])
    })

    it('is empty for a thread or a repository that has none', async () => {
      expect((await server.client.jobs.list({ threadId: newWord() })).items).toEqual([])
      expect((await server.client.jobs.list({ repoId: newWord() })).items).toEqual([])
    })
  })

  describe('cancelling', () => {
    it('a job that waits ends it at once, and nothing is done', async () => {
      const { next, free } = await waiting()
      const cancelled = await server.client.jobs.cancel({ id: next.id })
      await free()
      expect(cancelled).toMatchObject({
        id: next.id,
        status: 'cancelled',
        attempts: 0,
        completedAt: expect.any(String),
      })
    })

    it('a job that runs ends it within a second or so, and nothing of it remains', async () => {
      const { id } = await start(ownFile)
      for await (const job of server.client.jobs.watch({ id })) if (job.status === 'running') break
      const began = performance.now()
      await server.client.jobs.cancel({ id })
      const job = await ended({ id })
      expect({ status: job.status, result: job.result, cancelRequested: job.cancelRequested }).toEqual({
        status: 'cancelled',
        result: null,
        cancelRequested: true,
      })
      expect(performance.now() - began).toBeLessThan(5_000)
      expect((await server.client.history.list({ host: 'own.example', limit: 1 })).items).toEqual([])
      expect((await server.client.imports.batches({ limit: 200 })).items.filter(({ jobId }) => jobId === id)).toEqual(
        [],
      )
    })

    it('a job that has ended is refused', async () => {
      const { id } = await ended(await start())
      expect(await refusalOf(server.client.jobs.cancel({ id }))).toMatchObject({
        kind: 'conflict',
        reason: 'JOB_FINISHED',
      })
    })
  })

  describe('retrying', () => {
    it('a failed job runs it again as a new job', async () => {
      const path = damagedFile()
      const failed = await ended(await start(path))
      writeFileSync(path, readFileSync(historyFile()))
      const again = await server.client.jobs.retry({ id: failed.id })
      expect(again).toMatchObject({
        type: failed.type,
        title: failed.title,
        payload: failed.payload,
        parentId: failed.id,
        attempts: 0,
      })
      expect(again.id).not.toBe(failed.id)
      expect(await ended(again)).toMatchObject({ status: 'succeeded', result: { inserted: 3 } })
      expect(await server.client.jobs.get({ id: failed.id })).toEqual(failed)
    })

    it('a cancelled job runs it again', async () => {
      const { next, free } = await waiting()
      await server.client.jobs.cancel({ id: next.id })
      await free()
      expect(await ended(await server.client.jobs.retry({ id: next.id }))).toMatchObject({
        status: 'succeeded',
        result: { inserted: 3 },
      })
    })

    it('a job that succeeded is refused', async () => {
      const { id } = await ended(await start())
      expect(await refusalOf(server.client.jobs.retry({ id }))).toMatchObject({
        kind: 'conflict',
        reason: 'JOB_NOT_RETRYABLE',
      })
    })
  })

  describe('the numbers', () => {
    it('count jobs by status and type', async () => {
      const before = await server.client.jobs.stats()
      await ended(await start())
      await ended(await start(damagedFile()))
      const after = await server.client.jobs.stats()
      const countOf = ({ byType }: typeof before) => byType.find(({ type }) => type === 'browser_import')?.count ?? 0
      expect(after).toMatchObject({
        byStatus: { ...before.byStatus, succeeded: before.byStatus.succeeded + 1, failed: before.byStatus.failed + 1 },
        oldestQueuedAt: null,
        failedLast24h: before.failedLast24h + 1,
      })
      expect(countOf(after)).toBe(countOf(before) + 2)
    })

    it('tell how long jobs of a type take', async () => {
      await ended(await start())
      const { byType } = await server.client.jobs.stats()
      const { medianMs, p95Ms } = byType.find(({ type }) => type === 'browser_import')!
      expect(medianMs! > 0 && medianMs! <= p95Ms!).toBe(true)
    })

    it('are those of the overview', async () => {
      expect((await server.client.overview.get()).jobs).toEqual(await server.client.jobs.stats())
    })
  })

  describe('pruning', () => {
    it('keeps what ended less than 30 days ago when it is told nothing', async () => {
      const { id } = await ended(await start())
      expect(await server.client.jobs.prune()).toEqual({ removed: { jobs: 0 }, dryRun: false })
      expect((await server.client.jobs.get({ id })).id).toBe(id)
    })

    it('removes what succeeded, with its log, as many as a dry run counted, and nothing that failed', async () => {
      const succeeded = await ended(await start())
      const failed = await ended(await start(damagedFile()))
      const counted = await server.client.jobs.prune({ olderThanDays: 0, dryRun: true })
      expect(counted.dryRun).toBe(true)
      expect(await server.client.jobs.get({ id: succeeded.id })).toEqual(succeeded)
      expect(await server.client.jobs.prune({ olderThanDays: 0 })).toEqual({ removed: counted.removed, dryRun: false })
      expect(await reasonOf(server.client.jobs.log({ id: succeeded.id }))).toBe('JOB_NOT_FOUND')
      expect(await server.client.jobs.get({ id: failed.id })).toEqual(failed)
    })

    it('removes the statuses that are named', async () => {
      const failed = await ended(await start(damagedFile()))
      await server.client.jobs.prune({ olderThanDays: 0, status: ['failed', 'cancelled'] })
      expect(await reasonOf(server.client.jobs.get({ id: failed.id }))).toBe('JOB_NOT_FOUND')
    })

    it.each(['running', 'queued'])('never removes a job that is %s', async (status) => {
      expect(await badFieldsOf(server.client.jobs.prune({ status: status as never }))).toContain('status')
    })

    it('keeps the imports that the jobs made', async () => {
      const { result } = await ended(await start())
      await server.client.jobs.prune({ olderThanDays: 0 })
      const { items } = await server.client.imports.batches({ limit: 200 })
      expect(items.map(({ id }) => id)).toContain((result as { batchId: string }).batchId)
    })
  })
})
