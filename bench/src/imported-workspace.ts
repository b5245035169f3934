import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SpawnedServer } from '@hydraflow/server/testing'
import { setTimeout as delay } from 'node:timers/promises'
import { type HistorySize, generateHistory } from './generate-history.ts'
import { type Poll, pollHealth } from './poll-health.ts'
import { startOurs } from './servers.ts'

/** A workspace that holds a large history, and how importing it went. */
export interface ImportedWorkspace {
  readonly dataDir: string
  /** From asking for the import until all of it is found by a search. */
  readonly seconds: number
  readonly health: Poll
  /** The same poll before, with nothing to do: what the machine itself adds. */
  readonly healthAtRest: Poll
  /** Null where the system does not tell. */
  readonly peakMegabytes: number | null
}

const restMs = 5_000

const made = new Map<HistorySize, Promise<ImportedWorkspace>>()

/** Imports once for all parts that need it. */
export function importedWorkspace(size: HistorySize): Promise<ImportedWorkspace> {
  const known = made.get(size) ?? importInto(size)
  made.set(size, known)
  return known
}

async function importInto(size: HistorySize): Promise<ImportedWorkspace> {
  const directory = mkdtempSync(join(tmpdir(), 'hydraflow-bench-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const file = join(directory, 'History')
  generateHistory(file, size)
  const dataDir = join(directory, 'workspace')
  const server = await startOurs(dataDir)
  const stopResting = pollHealth(server.url)
  await delay(restMs)
  const healthAtRest = await stopResting()
  const stopPolling = pollHealth(server.url)
  const startedAt = performance.now()
  const id = await startImport(server, file)
  const status = await untilFinished(server, id)
  await (await server.request('/api/search/suggest?q=zz')).text()
  const seconds = (performance.now() - startedAt) / 1_000
  const health = await stopPolling()
  const peakMegabytes = peakMegabytesOf(server.process.pid)
  await server.stop()
  if (status !== 'succeeded') throw new Error(`The import ended as ${status}.`)
  return { dataDir, seconds, health, healthAtRest, peakMegabytes }
}

export async function startImport(server: SpawnedServer, path: string): Promise<string> {
  const answer = await server.request('/api/imports', { json: { path } })
  if (!answer.ok) throw new Error(`The import was refused: ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

export async function statusOf(server: SpawnedServer, id: string): Promise<string> {
  const answer = await server.request(`/api/jobs/${id}/status`)
  return ((await answer.json()) as { status: string }).status
}

export const isFinished = (status: string): boolean => status !== 'queued' && status !== 'running'

export async function untilFinished(server: SpawnedServer, id: string): Promise<string> {
  for (;;) {
    const status = await statusOf(server, id)
    if (isFinished(status)) return status
    await delay(100)
  }
}

/** The most memory that a process ever had. */
function peakMegabytesOf(pid: number | undefined): number | null {
  if (process.platform !== 'linux') return null
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024
}
