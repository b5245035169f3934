import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forEachEngine } from '@hydraflow/db/testing'
import { expect, it } from 'vitest'
import type { JobPayloads, JobType } from '../contract/index.ts'
import { enqueueJob } from '../jobs/enqueue-job.ts'
import { newUuid, systemClock } from '../kernel/deps.ts'
import { openWorkspace } from '../workspace.ts'

forEachEngine('a job that died with its process', (engine) => {
  it('is in the ledger after the next start, once, in its own words', async () => {
    const root = mkdtempSync(join(tmpdir(), 'hydraflow-lost-'))
    const dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-data-'))
    const databaseUrl = await engine.location()
    const open = () => openWorkspace({ dataDir, databaseUrl, workers: 0 })
    let workspace = await open()
    const { id: repoId } = await workspace.repos.register({ root })
    const database = await engine.open(databaseUrl)
    const deps = { database, clock: systemClock, newId: newUuid }
    const die = <T extends JobType>(type: T, payload: JobPayloads[T]) =>
      database.transact(async (tx) => {
        const id = await enqueueJob(tx, deps, { type, payload, title: 'lost: a patch', repoId, maxAttempts: 1 })
        const dead = { status: 'running', workerId: 'nobody', leaseUntil: 1, attempts: 1 }
        await tx.updateTable('job').set(dead).where('id', '=', id).execute()
        return id
      })
    const said = { summary: 'Look whether it works', threadId: null, taskId: null, origin: 'agent' }
    const checks = await die('repo_run_checks', { repoId, checks: ['x'], changeId: null, stopOnFailure: true, ...said })
    const patch = await die('repo_apply_patch', { repoId, changeId: 'c', input: 'gone.json' })
    for (let start = 0; start < 2; start++) {
      await workspace.close()
      workspace = await open()
    }
    const error = expect.objectContaining({ reason: 'WORKER_LOST' })
    expect((await workspace.repos.changes({ repoId })).items.toReversed()).toMatchObject([
      { kind: 'checks', status: 'failed', jobId: checks, summary: 'Look whether it works', origin: 'agent', error },
      { kind: 'apply', status: 'failed', jobId: patch, summary: 'lost: a patch', error },
    ])
    expect(await workspace.repos.verifyLedger({ repoId })).toMatchObject({ ok: true, entries: 2 })
    await workspace.close()
    for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true })
  })
})
