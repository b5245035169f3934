import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { importedWorkspace } from '../imported-workspace.ts'
import { indexWaiting, openRawWorkspace } from '../raw-database.ts'
import type { Row } from '../row.ts'
import { withDirectory } from '../temporary.ts'
import type { PartOptions } from './index.ts'

const rowsInTransaction = 1_000

/** Imports a browser's history through the server, beside plain inserts of the rows that it made of it. */
export async function importHistory({ size }: PartOptions): Promise<Row[]> {
  const { dataDir, seconds, health, healthAtRest, peakMegabytes } = await importedWorkspace(size)
  const rawSeconds = await withDirectory((directory) =>
    insertAgain(join(dataDir, 'hydraflow.db'), join(directory, 'raw.db')),
  )
  const [ours, peer] = [size.visits / seconds, size.visits / rawSeconds]
  return [
    { name: `import ${size.visits.toLocaleString('en')} visits`, unit: '/s', ours, peer, target: { ratio: 0.4 } },
    { name: 'health meanwhile (peer: at rest), p99', unit: 'ms', ours: health.p99, peer: healthAtRest.p99 },
    {
      name: 'health meanwhile (peer: at rest), max',
      unit: 'ms',
      ours: health.max,
      peer: healthAtRest.max,
      target: { below: 50 },
    },
    ...(peakMegabytes === null
      ? []
      : [{ name: 'server memory, peak', unit: 'MB', ours: peakMegabytes, target: { below: 400 } } as const]),
  ]
}

/** Inserts every row of an imported workspace into an empty one; returns the seconds it took. */
async function insertAgain(from: string, to: string): Promise<number> {
  const source = new SqliteDatabase(from, { readonly: true })
  const raw = await openRawWorkspace(to)
  const startedAt = performance.now()
  for (const table of ['host', 'page', 'visit', 'search_document']) insertTable(source, raw, table)
  indexWaiting(raw)
  const seconds = (performance.now() - startedAt) / 1_000
  raw.close()
  source.close()
  return seconds
}

function insertTable(source: SqliteDatabase.Database, raw: SqliteDatabase.Database, table: string) {
  const columns = (source.pragma(`table_info(${table})`) as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => name !== 'indexed')
  const names = columns.map((name) => `"${name}"`).join()
  const insert = raw.prepare(`insert into "${table}" (${names}) values (${columns.map(() => '?').join()})`)
  const insertRows = raw.transaction((rows: unknown[][]) => {
    for (const row of rows) insert.run(row)
  })
  let rows: unknown[][] = []
  for (const row of source.prepare<[], unknown[]>(`select ${names} from "${table}" order by id`).raw().iterate()) {
    if (rows.push(row) < rowsInTransaction) continue
    insertRows(rows)
    rows = []
  }
  insertRows(rows)
}
