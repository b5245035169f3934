import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forEachEngine } from '@hydraflow/db/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isHydraFlowError } from '../contract/index.ts'
import { type Workspace, openWorkspace } from '../workspace.ts'

forEachEngine('what is refused before it has a job', (engine) => {
  let workspace: Workspace
  let root: string
  let dataDir: string
  let repoId: string

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'hydraflow-refused-'))
    dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-data-'))
    writeFileSync(join(root, 'a.txt'), 'one\n')
    workspace = await openWorkspace({ dataDir, databaseUrl: await engine.location() })
    repoId = (await workspace.repos.register({ root })).id
  })
  afterEach(async () => {
    await workspace.close()
    for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true })
  })

  const files = [{ path: 'a.txt', content: 'two\n' }]
  const reasonOf = async (call: Promise<unknown>) =>
    await call.then(
      () => null,
      (error: unknown) => (isHydraFlowError(error) ? error.reason : error),
    )
  const ended = async (id: string) => {
    for await (const job of workspace.jobs.watch({ id })) if (job.completedAt !== null) return
  }
  const entries = async () => (await workspace.repos.changes({ repoId })).items

  it('is in the ledger where the repository does not allow the operation', async () => {
    const { id: changeId } = await workspace.repos.applyPatch({ repoId, files })
    await workspace.repos.update({ id: repoId, allowedOps: ['read'] })
    const said = { summary: 'Count', origin: 'agent' }
    const calls = [
      workspace.repos.proposePatch({ repoId, files, ...said }),
      workspace.repos.applyPatch({ repoId, files, ...said }),
      workspace.repos.undoChange({ repoId, changeId, ...said }),
      workspace.repos.redoChange({ repoId, changeId, ...said }),
      workspace.repos.runChecks({ repoId, changeId, ...said }),
    ]
    expect(new Set(await Promise.all(calls.map(reasonOf)))).toEqual(new Set(['OPERATION_NOT_ALLOWED']))
    const refused = (await entries()).filter(({ status }) => status === 'refused')
    expect(refused.map(({ kind }) => kind).toSorted()).toEqual(['apply', 'checks', 'propose', 'redo', 'undo'])
    for (const { kind, ...entry } of refused) {
      expect(entry).toMatchObject({ ...said, jobId: null, error: { reason: 'OPERATION_NOT_ALLOWED' } })
      expect(entry.targets).toEqual(kind === 'propose' || kind === 'apply' ? [] : [changeId])
    }
    expect(await workspace.repos.verifyLedger({ repoId })).toMatchObject({ ok: true, entries: 6 })
  })

  it('names the checks that there are when another one was asked for', async () => {
    expect(await reasonOf(workspace.repos.runChecks({ repoId }))).toBe('CHECK_NOT_ALLOWED')
    expect(await reasonOf(workspace.repos.runChecks({ repoId, checks: ['rm'] }))).toBe('CHECK_NOT_ALLOWED')
    expect(await reasonOf(workspace.repos.applyPatch({ repoId, files, runChecks: ['rm'] }))).toBe('CHECK_NOT_ALLOWED')
    const [apply, ...checks] = await entries()
    expect(checks).toMatchObject([{ kind: 'checks' }, { kind: 'checks' }])
    expect(apply).toMatchObject({ kind: 'apply', status: 'refused', jobId: null })
    const { error } = await workspace.repos.getChange({ repoId, changeId: apply?.id ?? '' })
    expect(error).toMatchObject({ reason: 'CHECK_NOT_ALLOWED', details: { name: 'rm', checks: [] } })
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('one\n')
  })

  it('does not name what is not there', async () => {
    const { id: threadId } = await workspace.threads.create({ title: 'Patching' })
    const [none, links] = ['nothing', { threadId, taskId: 'nothing' }]
    expect(await reasonOf(workspace.repos.applyPatch({ repoId, files, threadId: none }))).toBe('THREAD_NOT_FOUND')
    expect(await reasonOf(workspace.repos.proposePatch({ repoId, files, ...links }))).toBe('TASK_NOT_FOUND')
    expect(await reasonOf(workspace.repos.undoChange({ repoId, changeId: none }))).toBe('CHANGE_NOT_FOUND')
    expect(await reasonOf(workspace.repos.redoChange({ repoId, changeId: none, threadId }))).toBe('CHANGE_NOT_FOUND')
    expect((await entries()).toReversed()).toMatchObject([
      { kind: 'apply', threadId: null, taskId: null, error: { reason: 'THREAD_NOT_FOUND' } },
      { kind: 'propose', threadId, taskId: null, error: { reason: 'TASK_NOT_FOUND' } },
      { kind: 'undo', threadId: null, targets: [], error: { reason: 'CHANGE_NOT_FOUND' } },
      { kind: 'redo', threadId, targets: [], error: { reason: 'CHANGE_NOT_FOUND' } },
    ])
  })

  it('has an id of its own, so that the id it asked for can be used when it is allowed', async () => {
    await workspace.repos.update({ id: repoId, allowedOps: ['read'] })
    const id = 'my-change'
    expect(await reasonOf(workspace.repos.applyPatch({ repoId, id, files }))).toBe('OPERATION_NOT_ALLOWED')
    await workspace.repos.update({ id: repoId, allowedOps: ['read', 'write'] })
    expect(await workspace.repos.applyPatch({ repoId, id, files })).toMatchObject({ id, status: 'applied' })
    const { change: undo } = await workspace.repos.undoChange({ repoId, changeId: id })
    expect(await reasonOf(workspace.repos.applyPatch({ repoId, id: undo?.id, files }))).toBe('ID_TAKEN')
    expect((await entries())[0]).toMatchObject({ kind: 'apply', status: 'refused', error: { reason: 'ID_TAKEN' } })
    expect(await workspace.repos.applyPatch({ repoId, id, files })).toMatchObject({ id, status: 'applied' })
    expect(await entries()).toHaveLength(4)
  })

  it('keeps the words of its proposal, and stays in the thread of the change it was to take back', async () => {
    const { id: threadId } = await workspace.threads.create({ title: 'Patching' })
    const said = { summary: 'Count', threadId, origin: 'agent' }
    const { proposalId } = await workspace.repos.proposePatch({ repoId, files, ...said })
    const { id: changeId } = await workspace.repos.applyPatch({ repoId, files, threadId })
    await workspace.repos.update({ id: repoId, allowedOps: ['read'] })
    await reasonOf(workspace.repos.applyPatch({ repoId, proposalId }))
    await reasonOf(workspace.repos.undoChange({ repoId, changeId }))
    const [undo, apply] = await entries()
    expect(apply).toMatchObject({ kind: 'apply', status: 'refused', proposalId, ...said })
    expect(undo).toMatchObject({ kind: 'undo', status: 'refused', threadId, targets: [changeId] })
  })

  it('names its job when that is run again, and what it asks for is no longer allowed', async () => {
    const { id: changeId } = await workspace.repos.applyPatch({ repoId, files })
    writeFileSync(join(root, 'a.txt'), 'mine\n')
    await reasonOf(workspace.repos.undoChange({ repoId, changeId, summary: 'Back' }))
    await reasonOf(workspace.repos.applyPatch({ repoId, files: [{ path: 'b.txt', delete: true }], summary: 'Count' }))
    await workspace.repos.update({ id: repoId, allowedOps: ['read'] })
    for (const { jobId, kind, summary } of (await entries()).slice(0, 2)) {
      const { id } = await workspace.jobs.retry({ id: jobId ?? '' })
      await ended(id)
      const error = { reason: 'OPERATION_NOT_ALLOWED' }
      expect((await entries())[0]).toMatchObject({ kind, status: 'refused', jobId: id, summary, error })
    }
  })

  it('leaves no entry when it only asked what would happen, or the repository is not there', async () => {
    await reasonOf(workspace.repos.undoChange({ repoId, changeId: 'nothing', dryRun: true }))
    expect(await reasonOf(workspace.repos.applyPatch({ repoId: 'nothing', files }))).toBe('REPO_NOT_FOUND')
    expect(await reasonOf(workspace.repos.proposePatch({ repoId: 'nothing', files }))).toBe('REPO_NOT_FOUND')
    expect((await workspace.repos.allChanges({})).items).toEqual([])
  })
})
