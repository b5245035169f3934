import { rm, stat } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { type Look, statement } from '@hydraflow/db'
import type { ImportPreview, ImportSource, Skipped } from '../contract/index.ts'
import { batchesOf } from '../kernel/batches.ts'
import type { Deps } from '../kernel/deps.ts'
import { isoFromMicros, isoOrNull } from '../kernel/time.ts'
import { openCopy } from './copy-source.ts'
import { copyDirectory } from './directories.ts'
import type { Machine } from './find-profiles.ts'
import { findKnownVisits, identityKey } from './known-visits.ts'
import { type WebVisit, addSkipped, visitReader } from './read-visits.ts'
import { resolveSource } from './resolve-source.ts'
import type { Source } from './sources/open-source.ts'
import type { Position } from './sources/source.ts'

const visitsPerRead = 2_000
const sampleSize = 5

interface PreviewDeps extends Pick<Deps, 'database' | 'newId'>, Machine {
  readonly dataDir: string
}

/** Says what a file is and what importing it would do, by reading it just as the import would. Writes nothing but a copy that goes. */
export async function previewImport(deps: PreviewDeps, input: ImportSource): Promise<ImportPreview> {
  const { path, fileName, browser } = await resolveSource(deps, input)
  const directory = copyDirectory(deps.dataDir, `preview-${deps.newId()}`)
  try {
    const source = await openCopy(path, directory)
    try {
      const { size } = await stat(path)
      const counts = await countVisits(deps.database.look, source)
      return {
        format: source.format,
        browser: browser ?? usualBrowser[source.format],
        fileName,
        bytes: size,
        ...counts,
      }
    } finally {
      source.close()
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Whose format it is, where the path did not tell. Chromium's is shared by too many to say. */
export const usualBrowser = { chromium: null, firefox: 'Firefox' } as const

async function countVisits(look: Look, source: Source) {
  const readRows = visitReader()
  const seen = openSeen()
  let position: Position | null = null
  let [read, fresh, unchanged] = [0, 0, 0]
  let skipped: Skipped = {}
  let sample: WebVisit[] = []
  let from: number | null = null
  let to: number | null = null
  try {
    for (;;) {
      const rows = source.read(position, visitsPerRead)
      const last = rows.at(-1)
      if (!last) break
      position = { place: last.place, visit: last.sourceVisitId }
      const { kept, skipped: left } = readRows(rows)
      read += rows.length
      skipped = addSkipped(skipped, left)
      const first = seen.addAll(kept)
      const known = await countKnown(look, first)
      fresh += first.length - known
      unchanged += kept.length - first.length + known
      for (const { visitedAt } of kept) {
        if (from === null || visitedAt < from) from = visitedAt
        if (to === null || visitedAt > to) to = visitedAt
      }
      sample = newest([...sample, ...first])
      await turn()
    }
    return {
      read,
      pages: seen.pages(),
      new: fresh,
      unchanged,
      skipped,
      from: isoOrNull(from),
      to: isoOrNull(to),
      sample: sample.map(({ page, url, title, visitedAt }) => ({
        url: url ?? page.url,
        title,
        visitedAt: isoFromMicros(visitedAt),
      })),
    }
  } finally {
    seen.close()
  }
}

/** The newest that a person opened. */
const newest = (visits: readonly WebVisit[]): WebVisit[] =>
  visits
    .filter(({ hidden }) => hidden === 0)
    .toSorted((a, b) => b.visitedAt - a.visitedAt)
    .slice(0, sampleSize)

/** The visits of the file that came before, in a database that lives on disk where it outgrows its cache. */
function openSeen() {
  const connection = new SqliteDatabase('')
  connection.pragma('journal_mode = OFF')
  connection.pragma('synchronous = OFF')
  connection.exec(
    'create table seen (page text, "at" integer, variant text, primary key (page, "at", variant)) without rowid',
  )
  const insert = connection.prepare('insert into seen values (?, ?, ?) on conflict do nothing')
  const addAll = connection.transaction((visits: readonly WebVisit[]) =>
    visits.filter(({ page, visitedAt, urlVariant }) => insert.run(page.urlHash, visitedAt, urlVariant).changes === 1),
  )
  return {
    /** Those that the file has not shown before. */
    addAll,
    pages: () => connection.prepare('select count(distinct page) from seen').pluck().get() as number,
    close: () => void connection.close(),
  }
}

const hashSlots = Array.from({ length: 100 }, (_, n) => `hash${n}`)
const pageIdsByHash = statement<Record<string, string | null>>()((db, slots) =>
  db
    .selectFrom('page')
    .select(['id', 'urlHash'])
    .where(
      'urlHash',
      'in',
      hashSlots.map((name) => slots[name] ?? ''),
    ),
)

async function countKnown(look: Look, visits: readonly WebVisit[]): Promise<number> {
  const pageIds = new Map<string, number>()
  const hashes = [...new Set(visits.map(({ page }) => page.urlHash))]
  for (const batch of batchesOf(hashes, hashSlots.length)) {
    const { rows } = await pageIdsByHash(look, Object.fromEntries(hashSlots.map((name, n) => [name, batch[n] ?? null])))
    for (const { id, urlHash } of rows) pageIds.set(urlHash, id)
  }
  const identities = visits.flatMap(({ page, visitedAt, urlVariant }) => {
    const pageId = pageIds.get(page.urlHash)
    return pageId === undefined ? [] : [{ pageId, visitedAt, urlVariant }]
  })
  const known = await findKnownVisits(look, identities)
  return identities.filter((identity) => known.has(identityKey(identity))).length
}
