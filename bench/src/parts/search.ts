import { join } from 'node:path'
import { openWorkspace } from '@hydraflow/core'
import type { SpawnedServer } from '@hydraflow/server/testing'
import SqliteDatabase from 'better-sqlite3'
import { importedWorkspace } from '../imported-workspace.ts'
import { alternate, perSecond, quantile, timesOf } from '../rounds.ts'
import type { Row } from '../row.ts'
import { startOurs } from '../servers.ts'
import type { PartOptions } from './index.ts'

const queries = 200
const rounds = 5
const pagesWalked = 300
const jumps = 100
const looks = 50

/** What a person remembers of a page: two words of its title, and where it was. */
interface Wanted {
  readonly words: readonly [string, string]
  readonly host: string
}

/** Search and reading in a large history, in the process beside plain FTS5, and over HTTP. */
export async function search({ size }: PartOptions): Promise<Row[]> {
  const { dataDir } = await importedWorkspace(size)
  const wanted = wantedFrom(join(dataDir, 'hydraflow.db'))
  const core = await searchCore(dataDir, wanted)
  const server = await startOurs(dataDir)
  const http = await latenciesOf(server, wanted)
  await server.stop()
  return [{ name: 'search core, two words + host', unit: '/s', ...core, target: { ratio: 0.6 } }, ...http]
}

function wantedFrom(file: string): Wanted[] {
  const database = new SqliteDatabase(file, { readonly: true })
  const pages = database
    .prepare<[number], [string, string]>(
      `select p.title, h.name from page p join host h on h.id = p.hostId
       where p.title like '_% _% _%' order by p.id * 7919 % 100003 limit ?`,
    )
    .raw()
    .all(queries)
  database.close()
  return pages.map(([title, host]) => {
    const [one = '', two = ''] = title.split(' ').toSorted((a, b) => b.length - a.length)
    return { words: [one, two], host }
  })
}

async function searchCore(dataDir: string, wanted: readonly Wanted[]) {
  const workspace = await openWorkspace({ dataDir, workers: 0 })
  const raw = new SqliteDatabase(join(dataDir, 'hydraflow.db'), { readonly: true })
  raw.pragma('cache_size = -32768')
  const match = raw.prepare(
    `select d.id, d.itemId, p.title, p.url, p.lastSeenAt, p.visitCount, bm25(search_index, 4, 1) as rank
     from search_index i join search_document d on d.id = i.rowid join page p on p.id = d.pageId
     where search_index match ? and d.hostId = (select id from host where name = ?) order by rank limit 20`,
  )
  const measured = await alternate(
    rounds,
    () =>
      perSecond(wanted.length, async () => {
        for (const { words, host } of wanted) await workspace.search.query({ q: words.join(' '), host })
      }),
    () =>
      perSecond(wanted.length, () => {
        for (const { words, host } of wanted) match.all(words.map((word) => `"${word}"`).join(' AND '), host)
      }),
  )
  raw.close()
  await workspace.close()
  return measured
}

async function latenciesOf(server: SpawnedServer, wanted: readonly Wanted[]): Promise<Row[]> {
  const get = async (path: string): Promise<unknown> => {
    const answer = await server.request(path)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return await answer.json()
  }
  const filtered = wanted.map(({ words, host }) => `/api/search?${new URLSearchParams({ q: words.join(' '), host })}`)
  const anywhere = wanted.map(({ words }) => `/api/search?${new URLSearchParams({ q: words.join(' ') })}`)
  const typed = wanted.map(({ words }, at) => `/api/search/suggest?q=${words.join(' ').slice(0, 1 + (at % 9))}`)
  await get('/api/overview')
  const times = {
    filtered: await timesOf(filtered, get),
    anywhere: await timesOf(anywhere, get),
    typed: await timesOf(typed, get),
    walked: await walk(get),
    jumped: await jump(get),
    overview: await timesOf(
      Array.from({ length: looks }, () => '/api/overview'),
      get,
    ),
  }
  const rowOf = (name: string, measured: readonly number[], part: number, below?: number): Row => ({
    name: `${name}, p${part * 100}`,
    unit: 'ms',
    ours: quantile(measured, part),
    ...(below !== undefined && { target: { below } }),
  })
  return [
    rowOf('search, two words + host', times.filtered, 0.5),
    rowOf('search, two words + host', times.filtered, 0.95, 50),
    rowOf('search, two words', times.anywhere, 0.5),
    rowOf('search, two words', times.anywhere, 0.95),
    rowOf('suggest', times.typed, 0.5),
    rowOf('suggest', times.typed, 0.95, 30),
    rowOf(`history, ${pagesWalked} pages by cursor`, times.walked, 0.95, 15),
    rowOf('history, jump to a time', times.jumped, 0.95, 15),
    rowOf('overview', times.overview, 0.95, 30),
  ]
}

type Get = (path: string) => Promise<unknown>

async function walk(get: Get): Promise<number[]> {
  let cursor: string | null = null
  return await timesOf(Array.from({ length: pagesWalked }), async () => {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`
    cursor = ((await get(`/api/browser/history?limit=50${query}`)) as { nextCursor: string | null }).nextCursor
  })
}

async function jump(get: Get): Promise<number[]> {
  const [first, last] = [Date.UTC(2024, 0, 2), Date.UTC(2026, 0, 1)]
  const times = Array.from(
    { length: jumps },
    (_, at) => new Date(first + ((at * 37) % jumps) * ((last - first) / jumps)),
  )
  return await timesOf(times, (time) => get(`/api/browser/history?limit=50&to=${time.toISOString()}`))
}
