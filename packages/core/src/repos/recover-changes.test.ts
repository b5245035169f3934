import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database, Tx } from '@hydraflow/db'
import { forEachEngine } from '@hydraflow/db/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HydraFlowError, PatchFile } from '../contract/index.ts'
import { newUuid, systemClock } from '../kernel/deps.ts'
import { OngoingRun } from '../worker/ongoing-run.ts'
import { type Workspace, openWorkspace } from '../workspace.ts'
import { commitChange } from './commit-change.ts'
import type { Draft } from './journal.ts'
import { planPatch } from './plan-patch.ts'
import { getRepo } from './reader.ts'
import { recorded } from './recorded.ts'
import { recoverChange, recoverChanges } from './recover-changes.ts'

const before = {
  'a.txt': 'one\ntwo\nthree',
  'b.txt': 'to be renamed\nand changed\n',
  'c.txt': 'to go\n',
  'd.bin': '\0',
}
const patch = [
  { path: 'a.txt', edits: [{ oldText: 'two', newText: 'TWO\r' }] },
  { path: 'b.txt', renameTo: 'e.txt', edits: [{ oldText: 'changed', newText: 'CHANGED' }] },
  { path: 'c.txt', delete: true },
  { path: 'd.bin', content: 'AAE=', encoding: 'base64' },
  { path: 'f.txt', content: 'made\n' },
].map((file) => PatchFile.parse(file))

forEachEngine('a change that was cut off', (engine) => {
  let workspace: Workspace
  let database: Database
  let dataDir: string
  const roots: string[] = []

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-data-'))
    const location = await engine.location()
    workspace = await openWorkspace({ dataDir, databaseUrl: location })
    database = await engine.open(location)
  })
  afterEach(async () => {
    await workspace.close()
    for (const directory of [dataDir, ...roots.splice(0)]) rmSync(directory, { recursive: true, force: true })
  })

  async function registered(): Promise<{ root: string; repoId: string }> {
    const root = mkdtempSync(join(tmpdir(), 'hydraflow-cut-off-'))
    roots.push(root)
    for (const [path, content] of Object.entries(before)) writeFileSync(join(root, path), content)
    return { root, repoId: (await workspace.repos.register({ root })).id }
  }

  const draftIn = (repoId: string): Draft => ({
    id: 'cut-off',
    repoId,
    kind: 'apply',
    summary: '',
    threadId: null,
    taskId: null,
    origin: null,
    jobId: 'nobody',
    proposalId: null,
    targets: [],
    createdAt: systemClock.now(),
  })

  /** Applies the patch in a process that dies at a transaction that `dies` picks: it takes nothing back any more. */
  async function cutOff(repoId: string, dies: (sofar: number, durable: boolean) => boolean): Promise<void> {
    let count = 0
    const transact: Database['transact'] = (act, options) =>
      dies(count++, options?.durable === true)
        ? Promise.reject(new HydraFlowError('WRITE_FAILED', 'The process died.', { unrestored: [] }))
        : database.transact(act, options)
    await expect(commit(repoId, transact)).rejects.toThrow('The process died.')
  }

  /** Applies the patch while something happens: in the transaction that begins it, or before the one that ends it. */
  async function committed(
    repoId: string,
    { begin, settling }: { begin?: (tx: Tx) => Promise<void>; settling?: (act: Database['transact']) => Promise<void> },
  ): Promise<void> {
    let isBegun = false
    const transact: Database['transact'] = async (act, options) => {
      if (isBegun) await settling?.(database.transact)
      isBegun = options?.durable === true
      return await database.transact(act, options)
    }
    await commit(repoId, transact, begin)
  }

  async function commit(repoId: string, transact: Database['transact'], begin?: (tx: Tx) => Promise<void>) {
    const repo = await getRepo(database.look, repoId)
    await commitChange(
      { ...deps(), database: { ...database, transact } },
      {
        draft: draftIn(repo.id),
        repo,
        intend: async (root) => ({
          changes: await planPatch({ dataDir, repo, root }, { files: patch, mode: 'strict' }),
        }),
        ...(begin && { begin }),
        signal: new AbortController().signal,
      },
    )
  }

  /** A job that some worker is running. */
  const run = (id: string) =>
    database.transact((tx) =>
      tx
        .insertInto('job')
        .values({
          id,
          type: 'repo_apply_patch',
          title: '',
          payload: '{}',
          maxAttempts: 3,
          priority: 0,
          runAt: 1,
          createdAt: 1,
          revision: 1,
          status: 'running',
          attempts: 2,
          stats: '{}',
          workerId: 'elsewhere:1:x',
          leaseUntil: systemClock.now() + 30_000_000,
        })
        .execute(),
    )

  const deps = () => ({ clock: systemClock, newId: newUuid, dataDir, environment: {} })

  it('behind its last file is in the ledger as if it had not been', async () => {
    const [one, other] = [await registered(), await registered()]
    const { id: changeId } = await workspace.repos.applyPatch({ repoId: one.repoId, files: patch })
    const whole = await workspace.repos.getChange({ repoId: one.repoId, changeId })
    await cutOff(other.repoId, (sofar, durable) => sofar > 1 && !durable)
    expect(readFileSync(join(other.root, 'f.txt'), 'utf8')).toBe('made\n')
    await recoverChange({ ...deps(), database }, other.repoId, 'waiting')

    const recovered = await workspace.repos.getChange({ repoId: other.repoId, changeId: 'cut-off' })
    expect(recovered).toMatchObject({ status: 'applied', files: whole.files, stats: whole.stats })
    expect(recovered.files.map(({ diff }) => diff === null)).toEqual([false, false, true, false, false])
    expect(await workspace.repos.verifyLedger({ repoId: other.repoId })).toMatchObject({ ok: true, entries: 1 })
  })

  it('between the two names of a file that it renames gives the file back', async () => {
    const { root, repoId } = await registered()
    await cutOff(repoId, (sofar, durable) => sofar > 1 && !durable)
    rmSync(join(root, 'e.txt'))
    await recoverChange({ ...deps(), database }, repoId, 'waiting')

    expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe(before['b.txt'])
    expect(readdirSync(root).toSorted()).toEqual(Object.keys(before).toSorted())
  })

  it('in an earlier attempt of a job that runs again does not keep that job waiting', async () => {
    const { repoId } = await registered()
    await cutOff(repoId, (sofar) => sofar > 0)
    await run('nobody')
    await recoverChange({ ...deps(), database }, repoId, 'waiting')
    expect(await database.look.selectFrom('repo_journal').select('repoId').execute()).toHaveLength(1)
    await recoverChange({ ...deps(), database }, repoId, 'nobody')
    expect(await database.look.selectFrom('repo_journal').select('repoId').execute()).toEqual([])
  })

  it('given two jobs that wait for it, when both find it, then one brings it to one side and no other is in its way', async () => {
    const waiting = ['one', 'other']
    for (const id of waiting) await run(id)
    for (let time = 0; time < 10; time++) {
      const { root, repoId } = await registered()
      await cutOff(repoId, (sofar, durable) => sofar > 1 && !durable)
      rmSync(join(root, 'e.txt'))
      await Promise.all(waiting.map((id) => recoverChange({ ...deps(), database }, repoId, id)))
      const { items } = await workspace.repos.changes({ repoId })
      expect(items).toMatchObject([{ status: 'failed', error: { reason: 'WORKER_LOST' } }])
      expect(readdirSync(root).toSorted()).toEqual(Object.keys(before).toSorted())
      expect(await workspace.repos.remove({ id: repoId })).toMatchObject({ deleted: repoId })
    }
  })

  it('given a job that counts as lost, when its files are about to come to their places, then none does', async () => {
    const { root, repoId } = await registered()
    await run('nobody')
    const lose = async (tx: Tx) => {
      await tx.updateTable('job').set({ status: 'failed' }).where('id', '=', 'nobody').execute()
    }
    await expect(committed(repoId, { begin: lose })).rejects.toMatchObject({ reason: 'LEASE_LOST' })
    expect(readdirSync(root).toSorted()).toEqual(Object.keys(before).toSorted())
    expect(await database.look.selectFrom('repo_journal').selectAll().execute()).toEqual([])
  })

  it('given another job that has its journal, when its worker wants to end it, then the other one says how it ends', async () => {
    const { repoId } = await registered()
    const settling = async (act: Database['transact']) => {
      await act((tx) => tx.updateTable('repo_journal').set({ jobId: 'other' }).execute())
    }
    await expect(committed(repoId, { settling })).rejects.toMatchObject({ reason: 'LEASE_LOST' })
    expect((await workspace.repos.changes({ repoId })).items).toEqual([])
    await recoverChange({ ...deps(), database }, repoId, 'other')
    expect((await workspace.repos.changes({ repoId })).items).toMatchObject([{ status: 'applied' }])
  })

  it('given a worker that stood still, when it finds its change taken back, then it has no more to say of it', async () => {
    const { repoId } = await registered()
    await cutOff(repoId, (sofar) => sofar > 0)
    await recoverChange({ ...deps(), database }, repoId, 'waiting')
    const { id: jobId, ...job } = { id: 'nobody', type: 'repo_apply_patch', workerId: 'this', attempts: 1 }
    await run(jobId)
    await database.transact((tx) => tx.updateTable('job').set(job).where('id', '=', jobId).execute())
    const row = await database.look.selectFrom('job').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow()
    const ongoing = new OngoingRun({ ...deps(), database }, row, 'this')
    const late = () => Promise.reject(new HydraFlowError('LEASE_LOST'))
    await expect(recorded({ ...deps(), database }, ongoing, draftIn(repoId), late)).rejects.toMatchObject({
      reason: 'LEASE_LOST',
    })
    expect((await workspace.repos.changes({ repoId })).items).toHaveLength(1)
  })

  it('of a repository that cannot be mended leaves the others to be', async () => {
    const [broken, other] = [await registered(), await registered()]
    await cutOff(broken.repoId, (sofar) => sofar > 0)
    await database.transact((tx) => tx.updateTable('repo_journal').set({ entry: 'no JSON' }).execute())
    await recoverChanges({ ...deps(), database })
    expect(await workspace.repos.applyPatch({ repoId: other.repoId, files: patch })).toMatchObject({
      status: 'applied',
    })
    await expect(workspace.repos.applyPatch({ repoId: broken.repoId, files: patch })).rejects.toThrow()
  })

  it('given a root that is gone for ever, when its repository is removed, then nothing is left of either', async () => {
    const { root, repoId } = await registered()
    await cutOff(repoId, (sofar, durable) => sofar > 1 && !durable)
    rmSync(root, { recursive: true })
    await recoverChanges({ ...deps(), database })
    expect(await workspace.repos.remove({ id: repoId })).toMatchObject({ deleted: repoId })
    for (const table of ['repo_journal', 'repo_change_file', 'repo_charge'] as const)
      expect(await database.look.selectFrom(table).selectAll().execute()).toEqual([])
  })

  it('given a job that is at it, when its repository is removed, then that is refused', async () => {
    const { repoId } = await registered()
    await run('nobody')
    await cutOff(repoId, (sofar) => sofar > 0)
    await expect(workspace.repos.remove({ id: repoId })).rejects.toMatchObject({ reason: 'REPO_BUSY' })
  })

  it('by the death of its thread is made whole while the server lives', async () => {
    await workspace.close()
    const handlersModule = new URL('../worker/__fixtures__/dies-writing.ts', import.meta.url).href
    workspace = await openWorkspace({ dataDir, databaseUrl: await engine.location(), handlersModule })
    const { root, repoId } = await registered()
    const apply = workspace.repos.applyPatch({ repoId, files: patch })
    await expect(apply).rejects.toMatchObject({ reason: 'WORKER_LOST' })
    await expect
      .poll(async () => (await workspace.repos.changes({ repoId })).items, { timeout: 5_000 })
      .toMatchObject([{ status: 'failed', error: { reason: 'WORKER_LOST' } }])
    expect(readdirSync(root).toSorted()).toEqual(Object.keys(before).toSorted())
    await expect
      .poll(async () => (await workspace.jobs.list({ repoId })).items, { timeout: 5_000 })
      .toMatchObject([{ status: 'failed' }])
    expect(await workspace.repos.remove({ id: repoId })).toMatchObject({ deleted: repoId })
  })

  it('given its files at their places, when its thread dies, then its job has succeeded', async () => {
    await workspace.close()
    const handlersModule = new URL('../worker/__fixtures__/dies-settling.ts', import.meta.url).href
    workspace = await openWorkspace({ dataDir, databaseUrl: await engine.location(), handlersModule })
    const { root, repoId } = await registered()
    await expect(workspace.repos.applyPatch({ repoId, files: patch })).rejects.toMatchObject({ reason: 'WORKER_LOST' })
    await expect
      .poll(async () => (await workspace.repos.changes({ repoId })).items, { timeout: 5_000 })
      .toMatchObject([{ status: 'applied' }])
    expect(readFileSync(join(root, 'f.txt'), 'utf8')).toBe('made\n')
    expect((await workspace.jobs.list({ repoId })).items).toMatchObject([{ status: 'succeeded' }])
  })

  it('before it was measured leaves none of the files that it had begun to write', async () => {
    const { root, repoId } = await registered()
    await cutOff(repoId, (sofar) => sofar > 0)
    const left = '.hydraflow-0123456789abcdef-0.tmp'
    const { token } = await database.look.selectFrom('repo_journal').select('token').executeTakeFirstOrThrow()
    writeFileSync(join(root, left.replace('0123456789abcdef', token)), 'half of')
    await recoverChange({ ...deps(), database }, repoId, 'waiting')

    expect(readdirSync(root).toSorted()).toEqual(Object.keys(before).toSorted())
    const recovered = await workspace.repos.getChange({ repoId, changeId: 'cut-off' })
    expect(recovered).toMatchObject({ status: 'failed', error: { reason: 'WORKER_LOST' }, files: [] })
    expect(await workspace.repos.budget({ repoId })).toMatchObject({ perHour: { patches: { used: 0 } } })
    expect(await workspace.repos.applyPatch({ repoId, files: patch })).toMatchObject({ status: 'applied' })
  })
})
