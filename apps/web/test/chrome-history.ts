import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface ChromeVisit {
  readonly url: string
  readonly title: string
  readonly at: Date
  readonly durationMs?: number
  /** A redirect hop: not the end of its chain. */
  readonly hop?: boolean
}

const chromeEpochMs = 11_644_473_600_000
const chromeTime = (time: Date): bigint => BigInt(time.getTime() + chromeEpochMs) * 1000n

// Chromium's bits: the chain starts, the chain ends.
const chainStart = 0x10000000
const chainEnd = 0x20000000

const schema = `
  CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
  INSERT INTO meta VALUES ('version', '66'), ('last_compatible_version', '16');
  CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR,
    visit_count INTEGER DEFAULT 0 NOT NULL, typed_count INTEGER DEFAULT 0 NOT NULL,
    last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);
  CREATE TABLE visits(id INTEGER PRIMARY KEY AUTOINCREMENT, url INTEGER NOT NULL, visit_time INTEGER NOT NULL,
    from_visit INTEGER, external_referrer_url TEXT, transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER,
    visit_duration INTEGER DEFAULT 0 NOT NULL, incremented_omnibox_typed_score BOOLEAN DEFAULT FALSE NOT NULL,
    opener_visit INTEGER, originator_cache_guid TEXT, originator_visit_id INTEGER, originator_from_visit INTEGER,
    originator_opener_visit INTEGER, is_known_to_sync BOOLEAN DEFAULT FALSE NOT NULL,
    consider_for_ntp_most_visited BOOLEAN DEFAULT FALSE NOT NULL, visited_link_id INTEGER DEFAULT 0 NOT NULL, app_id TEXT);
  CREATE TABLE visit_source(id INTEGER PRIMARY KEY, source INTEGER NOT NULL);
`

/** Writes a history database as Chrome does, and gives its path. */
export function writeChromeHistory(directory: string, visits: readonly ChromeVisit[], name = 'History'): string {
  const path = join(directory, name)
  const database = new Database(path)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.exec(schema)
  const addUrl = database.prepare('INSERT INTO urls (url, title, visit_count, last_visit_time) VALUES (?, ?, 1, ?)')
  const addVisit = database.prepare(
    'INSERT INTO visits (url, visit_time, from_visit, transition, visit_duration) VALUES (?, ?, 0, ?, ?)',
  )
  const ids = new Map<string, number | bigint>()
  database.transaction(() => {
    for (const { url, title, at, durationMs = 0, hop = false } of visits) {
      const time = chromeTime(at)
      const id = ids.get(url) ?? addUrl.run(url, title, time).lastInsertRowid
      ids.set(url, id)
      addVisit.run(id, time, chainStart | (hop ? 0 : chainEnd), durationMs * 1000)
    }
  })()
  database.close()
  return path
}
