import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { SpawnedServer } from '@hydraflow/server/testing'
import SqliteDatabase from 'better-sqlite3'
import { type HistorySize, generateHistory } from '../generate-history.ts'
import { importedWorkspace, isFinished, startImport, statusOf, untilFinished } from '../imported-workspace.ts'
import type { Row } from '../row.ts'
import { startOurs } from '../servers.ts'
import { withDirectory } from '../temporary.ts'
import { randomFrom } from '../vocabulary.ts'
import type { PartOptions } from './index.ts'

const imports = 3
/** A job whose worker died is tried three times in all, so two kills are what one import must survive. */
const killsOfEach = 2

/** Kills the server in the middle of imports, and cancels one: the end must be as if nothing had happened. */
export const kill = ({ size }: PartOptions): Promise<Row[]> =>
  withDirectory(async (directory) => {
    const undisturbed = await importedWorkspace(size)
    const expected = countsOf(undisturbed.dataDir)
    const file = join(directory, 'History')
    generateHistory(file, size)
    const random = randomFrom(8)
    const someVisits = () => Math.floor((0.02 + 0.4 * random()) * size.visits)
    const hits: string[] = []
    const wrong: string[] = []
    for (let round = 1; round <= imports; round++) {
      const dataDir = join(directory, `killed-${round}`)
      hits.push(...(await importWithKills(dataDir, file, size, someVisits)))
      wrong.push(...problemsOf(dataDir), ...differences(expected, countsOf(dataDir)))
    }
    const cancelled = join(directory, 'cancelled')
    await cancelInTheMiddle(cancelled, file, someVisits())
    const left = countsOf(cancelled)
    process.stderr.write([...hits, ...wrong, `after the cancel: ${JSON.stringify(left)}\n`].join('\n'))
    const hitMiddle = hits.filter((hit) => !hit.endsWith('nothing')).length
    return [
      { name: 'kills of an import', unit: '', ours: hits.length },
      { name: 'kills that hit it between first and last row', unit: '', ours: hitMiddle },
      { name: 'differences to an undisturbed import', unit: '', ours: wrong.length, target: { equals: 0 } },
      { name: 'rows left by a cancelled import', unit: '', ours: sum(left), target: { equals: 0 } },
    ]
  })

async function importWithKills(dataDir: string, file: string, { visits }: HistorySize, someVisits: () => number) {
  const hits: string[] = []
  let server = await startOurs(dataDir)
  const id = await startImport(server, file)
  let killAt = 0
  for (let kills = 1; kills <= killsOfEach; kills++) {
    await untilRead(server, id, (killAt += someVisits()))
    const status = await statusOf(server, id)
    server.process.kill('SIGKILL')
    await once(server.process, 'exit')
    const { visit } = countsOf(dataDir)
    const hit = status === 'running' && visit > 0 && visit < visits ? `${visit} visits` : 'nothing'
    hits.push(`kill ${kills}: ${status}, ${hit}`)
    server = await startOurs(dataDir)
  }
  await untilFinished(server, id)
  await (await server.request('/api/search/suggest?q=zz')).text()
  await server.stop()
  return hits
}

async function cancelInTheMiddle(dataDir: string, file: string, visits: number): Promise<void> {
  const server = await startOurs(dataDir)
  const id = await startImport(server, file)
  await untilRead(server, id, visits)
  await server.request(`/api/jobs/${id}/cancel`, { method: 'POST', json: {} })
  await untilFinished(server, id)
  await server.stop()
}

/** Waits until an import has read so many visits, or has ended. */
async function untilRead(server: SpawnedServer, id: string, visits: number): Promise<void> {
  for (;;) {
    const answer = await server.request(`/api/jobs/${id}`)
    const { status, progress } = (await answer.json()) as {
      status: string
      progress: { stepsCompleted: number } | null
    }
    if (isFinished(status) || (progress?.stepsCompleted ?? 0) >= visits) return
    await delay(10)
  }
}

const counted = {
  visit: 'select count(*) from visit',
  page: 'select count(*) from page',
  pageVisits: 'select coalesce(sum(visitCount), 0) from page',
  days: 'select coalesce(sum(count), 0) from daily_count',
  document: 'select count(*) from search_document',
  batch: 'select count(*) from import_batch',
  read: 'select coalesce(sum(read), 0) from import_batch',
  inserted: 'select coalesce(sum(inserted), 0) from import_batch',
  pagesInserted: 'select coalesce(sum(pagesInserted), 0) from import_batch',
  times: 'select coalesce(sum(visitedAt % 1000003), 0) from visit',
}
type Counts = Record<keyof typeof counted, number>

function countsOf(dataDir: string): Counts {
  const database = new SqliteDatabase(join(dataDir, 'hydraflow.db'))
  const counts = Object.entries(counted).map(([name, query]) => [name, database.prepare(query).pluck().get()])
  database.close()
  return Object.fromEntries(counts)
}

const differences = (expected: Counts, found: Counts): string[] =>
  (Object.keys(counted) as (keyof Counts)[])
    .filter((name) => expected[name] !== found[name])
    .map((name) => `${name}: ${found[name]} instead of ${expected[name]}`)

const sum = (counts: Counts): number => Object.values(counts).reduce((total, count) => total + count, 0)

function problemsOf(dataDir: string): string[] {
  const database = new SqliteDatabase(join(dataDir, 'hydraflow.db'))
  const found = database.pragma('integrity_check', { simple: true })
  const broken = (database.pragma('foreign_key_check') as unknown[]).length
  database.close()
  return [
    ...(found === 'ok' ? [] : [`integrity: ${String(found)}`]),
    ...(broken > 0 ? [`${broken} rows refer to nothing`] : []),
  ]
}
