import SqliteDatabase from 'better-sqlite3'
import { randomFrom, vocabulary, zipf } from './vocabulary.ts'

export interface HistorySize {
  readonly visits: number
  readonly urls: number
}

const seed = 20_260_101
const hosts = 3_000
const endings = ['com', 'com', 'com', 'org', 'net', 'io', 'dev', 'de', 'co.uk']
const subdomains = ['', '', 'www.', 'www.', 'www.', 'docs.', 'en.', 'blog.', 'shop.']
/** 1 January 2024 to 1 January 2026, in Chromium's microseconds since 1601. */
const firstMicros = 11_644_473_600_000_000n + 1_704_067_200_000_000n
const spanMicros = 63_158_400_000_000
/** Transition types with their weights: link, typed, reload, form_submit, generated. */
const types = [0, 0, 0, 0, 0, 0, 0, 1, 8, 7, 5]
const startAndEnd = 0x30000000
const startOnly = 0x10000000
const endOnly = 0xa0000000

/** The tables as Chromium makes them, as far as an import reads them. */
const schema = `
  create table meta(key longvarchar not null unique primary key, value longvarchar);
  insert into meta values ('version', '70');
  create table urls(id integer primary key autoincrement, url longvarchar, title longvarchar,
    visit_count integer default 0 not null, typed_count integer default 0 not null,
    last_visit_time integer not null, hidden integer default 0 not null);
  create table visits(id integer primary key autoincrement, url integer not null, visit_time integer not null,
    from_visit integer, external_referrer_url text, transition integer default 0 not null, segment_id integer,
    visit_duration integer default 0 not null, incremented_omnibox_typed_score boolean default false not null,
    opener_visit integer, originator_cache_guid text, originator_visit_id integer, is_known_to_sync boolean default false not null);
  create index visits_url_index on visits (url);
  create index visits_from_index on visits (from_visit);
  create index visits_time_index on visits (visit_time);
  create index urls_url_index on urls (url);`

/** Writes a Chromium `History` of one person's two years; the same size gives the same file. */
export function generateHistory(file: string, { visits, urls }: HistorySize): void {
  const random = randomFrom(seed)
  const database = new SqliteDatabase(file)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.exec(schema)
  database.exec('begin')
  const addUrl = database.prepare('insert into urls (id, url, title, last_visit_time) values (?, ?, ?, 0)')
  const nextUrl = urlsFrom(random)
  for (let id = 1; id <= urls; id++) addUrl.run(id, ...nextUrl(id))
  const addVisit = database.prepare(
    'insert into visits (id, url, visit_time, from_visit, transition, visit_duration) values (?, ?, ?, ?, ?, ?)',
  )
  let redirected = false
  visitedUrls(random, visits, urls).forEach((url, at) => {
    const time = firstMicros + BigInt(Math.floor(((at + random()) * spanMicros) / visits))
    const redirects = !redirected && random() < 0.04
    const chain = redirected ? endOnly : redirects ? startOnly : startAndEnd
    redirected = redirects
    const transition = (types[Math.floor(random() * types.length)]! + chain) | 0
    const from = at > 0 && random() < 0.6 ? at : 0
    addVisit.run(at + 1, url, time, from, transition, Math.floor(random() ** 4 * 600_000_000))
  })
  database.exec('commit')
  database.close()
}

/** URLs with titles, every one different. */
function urlsFrom(random: () => number): (id: number) => [url: string, title: string] {
  const words = vocabulary(20_000, random)
  const word = zipf(words.length, 1, random)
  const host = zipf(hosts, 0.9, random)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const names = Array.from(
    { length: hosts },
    (_, at) => `${pick(subdomains)}${words[at * 5]}${at % 7}.${pick(endings)}`,
  )
  const some = (most: number) => Array.from({ length: 1 + Math.floor(random() * most) }, () => words[word()])
  return (id) => {
    const query = random() < 0.25 ? `?q=${words[word()]}&page=${id}` : ''
    const fragment = random() < 0.02 ? `#${words[word()]}` : ''
    const place = [...some(3), `${some(4).join('-')}-${id}`].join('/')
    return [`https://${names[host()]}/${place}${query}${fragment}`, `${some(8).join(' ')} - ${some(2).join(' ')}`]
  }
}

/** Which URL each visit went to: every one at least once, some very often. */
function visitedUrls(random: () => number, visits: number, urls: number): Uint32Array {
  const often = zipf(urls, 0.8, random)
  const visited = Uint32Array.from({ length: visits }, (_, at) => 1 + (at < urls ? at : often()))
  for (let at = visits - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const url = visited[at]!
    visited[at] = visited[other]!
    visited[other] = url
  }
  return visited
}
