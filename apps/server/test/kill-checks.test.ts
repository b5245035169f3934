import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type SpawnedServer, spawnServer } from '../src/testing.ts'

let root: string
let dataDir: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hydraflow-repo-'))
  dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-test-'))
})
afterEach(() => {
  for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true })
})

/** The first time it does not end, and writes down that it lives; then it fails. */
const check = `
  const fs = require('node:fs')
  if (fs.existsSync('beats')) process.exit(1)
  setInterval(() => fs.appendFileSync('beats', '.'), 20)
`

async function json<T>(server: SpawnedServer, path: string, body?: unknown): Promise<T> {
  const response = await server.request(path, body === undefined ? {} : { json: body })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as T
}

test('a server that is killed in the checks of a patch ends them, runs them again, and takes the patch back', async () => {
  writeFileSync(join(root, 'a.txt'), 'before\n')
  let server = await spawnServer({ dataDir })
  try {
    const { id: repoId } = await json<{ id: string }>(server, '/api/repo', {
      root,
      checks: [{ name: 'check', command: [process.execPath, '-e', check] }],
    })
    const patch = {
      id: 'patch',
      files: [{ path: 'a.txt', content: 'after\n' }],
      runChecks: ['check'],
      undoOnFailure: true,
    }
    const lost = json(server, `/api/repo/${repoId}/apply_patch`, patch).catch(() => 'lost')
    const beats = () => statSync(join(root, 'beats'), { throwIfNoEntry: false })?.size ?? 0
    await expect.poll(beats, { timeout: 20_000 }).toBeGreaterThan(0)
    const exited = once(server.process, 'exit')
    server.process.kill('SIGKILL')
    await exited
    expect(await lost).toBe('lost')
    const atKill = beats()
    await expect.poll(beats).toBeGreaterThan(atKill)

    server = await spawnServer({ dataDir })
    const atStart = beats()
    const { jobId } = await json<{ jobId: string }>(server, `/api/repo/${repoId}/changes/patch`)
    // Ends with the job.
    await (await server.request(`/api/jobs/events?id=${jobId}`)).text()
    const job = await json<{ status: string; result: { passed: boolean; undoneBy: string } }>(
      server,
      `/api/jobs/${jobId}`,
    )
    expect(job).toMatchObject({ status: 'succeeded', result: { passed: false } })
    expect(beats()).toBe(atStart)
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('before\n')
    const change = await json(server, `/api/repo/${repoId}/changes/patch`)
    expect(change).toMatchObject({ status: 'applied', undoneBy: job.result.undoneBy })
  } finally {
    await server.stop()
  }
}, 60_000)
