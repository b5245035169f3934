import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Workspace, openWorkspace } from '../workspace.ts'

describe('a patch whose checks are running', () => {
  let workspace: Workspace
  let root: string
  let dataDir: string

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'hydraflow-checked-'))
    dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-data-'))
    writeFileSync(join(root, 'a.txt'), 'one\n')
    workspace = await openWorkspace({ dataDir })
  })
  afterEach(async () => {
    await workspace.close()
    for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true })
  })

  it.each([true, false])(
    'given undoOnFailure: %s, when the server stops, then the next start runs them again',
    async (undoOnFailure) => {
      const checks = [{ name: 'slow', command: ['sh', '-c', 'touch "$0"; sleep 1', join(dataDir, 'running')] }]
      const { id: repoId } = await workspace.repos.register({ root, checks })
      const files = [{ path: 'a.txt', content: 'two\n' }]
      const applied = workspace.repos.applyPatch({ repoId, files, runChecks: ['slow'], undoOnFailure })
      const given = expect(applied).rejects.toThrow()
      await expect.poll(() => existsSync(join(dataDir, 'running')), { timeout: 5_000 }).toBe(true)
      await workspace.close()
      await given

      workspace = await openWorkspace({ dataDir })
      await expect
        .poll(async () => (await workspace.jobs.list({ repoId })).items, { timeout: 10_000 })
        .toMatchObject([{ status: 'succeeded', result: { passed: true } }])
      const { items } = await workspace.repos.changes({ repoId })
      expect(items.map(({ kind, status }) => [kind, status])).toEqual([
        ['checks', 'passed'],
        ['apply', 'applied'],
      ])
      expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('two\n')
    },
  )
})
