import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll } from 'vitest'

/** A visit as Chrome keeps it. */
export interface ChromeVisit {
  readonly url: string
  readonly title?: string
  readonly visitedAt: string
  /** The place in the list of the visit that led here. */
  readonly from?: number
  /** Chrome's number: the low byte is the type, the high bits tell of redirects. */
  readonly transition?: number
  readonly durationMicros?: number
}

/** The start and the end of a redirect chain, which is what a person opened. */
export const opened = 0x30000000
export const typed = opened + 1
/** The middle of a redirect chain. */
export const redirected = 0x80000000

/** From 1601 to 1970. */
const epoch = 11_644_473_600_000_000n

function chromeTime(iso: string): bigint {
  const micros = /\.\d{3}(\d{3})Z$/.exec(iso)?.[1] ?? '0'
  return BigInt(Date.parse(iso)) * 1_000n + BigInt(micros) + epoch
}

/** A directory that goes when the tests of the file have ended. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hydraflow-contract-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Writes a `History` database as Chrome does. */
export function writeChromeHistory(path: string, visits: readonly ChromeVisit[]): void {
  const database = new DatabaseSync(path)
  database.exec(`
    create table meta (key longvarchar not null unique primary key, value longvarchar);
    create table urls (id integer primary key autoincrement, url longvarchar, title longvarchar,
      visit_count integer default 0 not null, typed_count integer default 0 not null,
      last_visit_time integer not null, hidden integer default 0 not null);
    create table visits (id integer primary key autoincrement, url integer not null, visit_time integer not null,
      from_visit integer, external_referrer_url text, transition integer default 0 not null, segment_id integer,
      visit_duration integer default 0 not null, incremented_omnibox_typed_score boolean default false not null,
      opener_visit integer, originator_cache_guid text, originator_visit_id integer, is_known_to_sync boolean);
    create index visits_url_index on visits (url);
    insert into meta values ('version', '70');
    begin;`)
  const addUrl = database.prepare('insert into urls (url, title, last_visit_time) values (?, ?, ?)')
  const addVisit = database.prepare(
    'insert into visits (url, visit_time, from_visit, transition, visit_duration) values (?, ?, ?, ?, ?)',
  )
  const ids = new Map<string, number | bigint>()
  for (const { url, title = '', visitedAt, from, transition = opened, durationMicros = 0 } of visits) {
    const time = chromeTime(visitedAt)
    const id = ids.get(url) ?? addUrl.run(url, title, time).lastInsertRowid
    ids.set(url, id)
    addVisit.run(id, time, from === undefined ? 0 : from + 1, transition, durationMicros)
  }
  database.exec('commit')
  database.close()
}
