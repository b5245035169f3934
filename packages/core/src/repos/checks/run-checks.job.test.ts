import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forEachEngine } from '@hydraflow/db/testing'
import { expect, it } from 'vitest'
import { openWorkspace } from '../../workspace.ts'

const waitsForGo = `
  const { existsSync } = require('node:fs')
  console.log('waiting')
  setInterval(() => existsSync('go') && process.exit(0), 20)
`

forEachEngine('checks that are cut off by a stop', (engine) => {
  it('are run again after the next start, and the ledger speaks of the run that came to its end', async () => {
    const root = mkdtempSync(join(tmpdir(), 'hydraflow-stop-'))
    const dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-data-'))
    const databaseUrl = await engine.location()
    let workspace = await openWorkspace({ dataDir, databaseUrl })
    const checks = [{ name: 'go', command: [process.execPath, '-e', waitsForGo] }]
    const { id: repoId } = await workspace.repos.register({ root, checks })
    const { id } = await workspace.repos.runChecks({ repoId })
    const said = async () => (await workspace.jobs.log({ id, limit: 200 })).items.map(({ message }) => message)
    await expect.poll(said, { timeout: 20_000 }).toContain('waiting\n')
    await workspace.close()
    writeFileSync(join(root, 'go'), '')
    workspace = await openWorkspace({ dataDir, databaseUrl })
    for await (const job of workspace.jobs.watch({ id })) if (job.completedAt !== null) break
    const { items } = await workspace.repos.changes({ repoId })
    expect(items).toMatchObject([{ kind: 'checks', status: 'passed', checks: [{ name: 'go', status: 'passed' }] }])
    await workspace.close()
    for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true })
  }, 40_000)
})
