import type { Database, Look } from '@hydraflow/db'
import { sql } from 'kysely'
import { type ListHistory, type ListedVisit, type Visit, type VisitSource, transitions } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { highlightsOf } from '../search/highlight.ts'
import { selectVisits } from './select-visits.ts'
import { readVisitFilter } from './visit-filter.ts'

/** Ids of visits and pages are whole numbers; any other text names none. */
export const numericId = (id: string): number | null => (/^\d{1,15}$/.test(id) ? Number(id) : null)

export async function listHistory(database: Database, { limit, cursor, ...input }: ListHistory) {
  const filter = await readVisitFilter(database, input)
  const [visitedAt, id] = cursor ? keyFrom(cursor, 'number', 'number') : [null, 0]
  const keys = await selectVisits(database, filter, visitedAt === null ? null : { visitedAt, id }, limit + 1)
  const page = pageFrom(
    keys,
    limit,
    (key) => [key.visitedAt, key.id],
    (key) => key,
  )
  const visits = await loadVisits(
    database.look,
    page.items.map((key) => key.id),
  )
  const items = filter.terms.length > 0 ? visits.map((visit) => highlighted(visit, filter.terms)) : visits
  return { items, nextCursor: page.nextCursor }
}

const highlighted = (visit: Visit, terms: Parameters<typeof highlightsOf>[1]): ListedVisit => ({
  ...visit,
  highlights: { title: highlightsOf(visit.title, terms), url: highlightsOf(visit.url, terms) },
})

export async function getVisit(look: Look, id: string): Promise<Visit> {
  const number = numericId(id)
  const [visit] = number === null ? [] : await loadVisits(look, [number])
  if (!visit) throw notFound('VISIT_NOT_FOUND', id)
  return visit
}

/** Reads visits with their pages and sources, in the order of the ids. */
export async function loadVisits(look: Look, ids: readonly number[]): Promise<Visit[]> {
  if (ids.length === 0) return []
  const rows = await selectRows(look, ids)
  const sources = await sourcesByVisit(look, rows)
  const visits = new Map(rows.map((row) => [row.id, visitFromRow(row, sources.get(row.id) ?? [])]))
  return ids.flatMap((id) => visits.get(id) ?? [])
}

type VisitRow = Awaited<ReturnType<typeof selectRows>>[number]

const selectRows = (look: Look, ids: readonly number[]) =>
  look
    .selectFrom('visit')
    .innerJoin('page', 'page.id', 'visit.pageId')
    .innerJoin('host', 'host.id', 'page.hostId')
    .select([
      'visit.id',
      'visit.pageId',
      'visit.url',
      'visit.visitedAt',
      'visit.transition',
      'visit.durationMs',
      'visit.hidden',
      'visit.device',
      'visit.tabId',
      'visit.batchId',
      'page.url as pageUrl',
      'page.title',
      'host.name as host',
      referrer.as('referrerVisitId'),
    ])
    .where('visit.id', 'in', ids)
    .execute()

/** An imported visit names its referrer by the id in its source, whichever import brought that one first. */
const referrer = sql<number | null>`coalesce(
  (select r."id" from "visit" r where r."id" = "visit"."referrerVisitId"),
  (select r."id" from "visit" r where r."visitedAt" = "visit"."sourceReferrerAt"
    and +r."batchId" = "visit"."batchId" and r."sourceVisitId" = "visit"."sourceReferrerId"),
  (select s."visitId" from "visit_sighting" s where s."batchId" = "visit"."batchId"
    and s."sourceVisitId" = "visit"."sourceReferrerId" limit 1)
)`

async function sourcesByVisit(look: Look, rows: readonly VisitRow[]): Promise<Map<number, VisitSource[]>> {
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ id }) => id)
  const sightings = await look
    .selectFrom('visit_sighting')
    .select(['visitId', 'batchId'])
    .where('visitId', 'in', ids)
    .execute()
  const seen = [...rows.map(({ id, batchId }) => ({ visitId: id, batchId: batchId ?? 0 })), ...sightings]
  const browsers = await browsersByBatch(
    look,
    seen.map(({ batchId }) => batchId),
  )
  const sources = new Map<number, VisitSource[]>()
  for (const { visitId, batchId } of seen) {
    const source = { batchId: batchId === 0 ? null : String(batchId), browser: browsers.get(batchId) ?? null }
    sources.set(visitId, [...(sources.get(visitId) ?? []), source])
  }
  return sources
}

async function browsersByBatch(look: Look, batchIds: readonly number[]): Promise<Map<number, string | null>> {
  const ids = [...new Set(batchIds)].filter((id) => id !== 0)
  if (ids.length === 0) return new Map()
  const rows = await look.selectFrom('import_batch').select(['id', 'browser']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, browser }) => [id, browser]))
}

const visitFromRow = (row: VisitRow, sources: VisitSource[]): Visit => ({
  id: String(row.id),
  url: row.url ?? row.pageUrl,
  pageId: String(row.pageId),
  title: row.title,
  host: row.host,
  visitedAt: isoFromMicros(row.visitedAt),
  transition: row.transition === null ? null : (transitions[row.transition] ?? 'other'),
  durationMs: row.durationMs,
  referrerVisitId: row.referrerVisitId === null ? null : String(row.referrerVisitId),
  device: row.device,
  hidden: row.hidden === 1,
  tabId: row.tabId,
  sources,
})
