import SqliteDatabase from 'better-sqlite3'

/** Chromium's time of a time in microseconds since 1970. */
export const since1601 = (micros: number): bigint => BigInt(micros) + 11_644_473_600_000_000n

/** `CHAIN_START | CHAIN_END`: an ordinary visit. */
export const wholeChain = 0x3000_0000
export const chainStart = 0x1000_0000
/** `SERVER_REDIRECT | CHAIN_END` as Chromium stores it: a signed number of 32 bits. */
export const redirectEnd = (0x8000_0000 | 0x2000_0000) >> 0

export interface ChromiumVisit {
  readonly id: number
  readonly url: number | null
  /** Microseconds since 1970; null is stored as 0. */
  readonly at: number | null
  readonly from?: number
  readonly transition?: number
  readonly durationMs?: number
  readonly device?: string
}

export interface ChromiumFile {
  readonly urls: readonly { readonly id: number; readonly url: string; readonly title?: string }[]
  readonly visits: readonly ChromiumVisit[]
  /** As version 1 wrote it: neither durations nor devices, no index. */
  readonly old?: boolean
}

/** Makes the tables of a Chromium `History` and hands out the connection. */
export function openChromiumFile(path: string, old = false): SqliteDatabase.Database {
  const connection = new SqliteDatabase(path)
  connection.exec(`
    create table meta (key longvarchar not null unique primary key, value longvarchar);
    create table urls (id integer primary key autoincrement, url longvarchar, title longvarchar,
      visit_count integer default 0 not null, typed_count integer default 0 not null,
      last_visit_time integer not null, hidden integer default 0 not null);
    create table visits (id integer primary key autoincrement, url integer ${old ? '' : 'not null'}, visit_time integer not null,
      from_visit integer, transition integer default 0 not null, segment_id integer
      ${old ? '' : ', visit_duration integer default 0 not null, originator_cache_guid text, originator_visit_id integer'});
    create table keyword_search_terms (keyword_id integer not null, url_id integer not null, term longvarchar not null);
    ${old ? '' : 'create index visits_url_index on visits (url); create index visits_time_index on visits (visit_time);'}
  `)
  return connection
}

export function addToChromiumFile(connection: SqliteDatabase.Database, { urls, visits, old = false }: ChromiumFile): void {
  const addUrl = connection.prepare('insert into urls (id, url, title, last_visit_time) values (?, ?, ?, 0)')
  for (const { id, url, title = '' } of urls) addUrl.run(id, url, title)
  const columns = old ? '' : ', visit_duration, originator_cache_guid'
  const addVisit = connection.prepare(
    `insert into visits (id, url, visit_time, from_visit, transition${columns}) values (?, ?, ?, ?, ?${old ? '' : ', ?, ?'})`,
  )
  for (const { id, url, at, from = 0, transition = wholeChain, durationMs = 0, device = '' } of visits) {
    const time = at === null ? 0n : since1601(at)
    addVisit.run(id, url, time, from, transition, ...(old ? [] : [durationMs * 1_000, device]))
  }
}

export function makeChromiumFile(path: string, file: ChromiumFile): void {
  const connection = openChromiumFile(path, file.old)
  connection.transaction(() => addToChromiumFile(connection, file))()
  connection.close()
}

export interface FirefoxFile {
  readonly places: readonly { readonly id: number; readonly url: string; readonly title?: string | null; readonly hidden?: number }[]
  readonly visits: readonly { readonly id: number; readonly place: number; readonly at: number; readonly from?: number; readonly type?: number }[]
}

export function makeFirefoxFile(path: string, { places, visits }: FirefoxFile): void {
  const connection = new SqliteDatabase(path)
  connection.exec(`
    pragma journal_mode = wal;
    create table moz_places (id integer primary key, url longvarchar, title longvarchar, rev_host longvarchar,
      visit_count integer default 0, hidden integer default 0 not null, last_visit_date integer);
    create table moz_historyvisits (id integer primary key, from_visit integer, place_id integer, visit_date integer,
      visit_type integer, session integer);
    create index moz_historyvisits_placedateindex on moz_historyvisits (place_id, visit_date);
  `)
  const addPlace = connection.prepare('insert into moz_places (id, url, title, hidden) values (?, ?, ?, ?)')
  for (const { id, url, title = null, hidden = 0 } of places) addPlace.run(id, url, title, hidden)
  const addVisit = connection.prepare('insert into moz_historyvisits values (?, ?, ?, ?, ?, 0)')
  for (const { id, place, at, from = 0, type = 1 } of visits) addVisit.run(id, from, place, at, type)
  connection.close()
}

/** Visits an hour and a microsecond apart, in turn to each of some pages. */
export const manyVisits = (at: number, pages: number, each: number): ChromiumFile => ({
  urls: Array.from({ length: pages }, (_, n) => ({ id: n + 1, url: `https://h${n % 7}.example.com/page/${n}`, title: `Page ${n}` })),
  visits: Array.from({ length: pages * each }, (_, n) => ({ id: n + 1, url: 1 + (n % pages), at: at + n * 3_600_000_001 })),
})
