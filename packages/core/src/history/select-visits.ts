import type { Database, Look, SearchTerm } from '@hydraflow/db'
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Micros } from '../kernel/time.ts'
import { holdsTerms } from '../search/holds-terms.ts'
import { matchesTerms } from '../search/matches-terms.ts'
import type { MatchingPages, VisitFilter } from './visit-filter.ts'

/** What places a visit in the order of the history. */
export interface VisitKey {
  readonly id: number
  readonly visitedAt: Micros
  readonly pageId: number
}

/** So many hosts are walked side by side, each along its own index; beyond that the index of times is quicker. */
const fewHosts = 40

/**
 * The keys of visits that the filter selects, newest first, those before `before`. Every way through an index: of hosts,
 * of tabs, of pages, or of times.
 */
export async function selectVisits(
  database: Database,
  filter: VisitFilter,
  before: Pick<VisitKey, 'id' | 'visitedAt'> | null,
  limit: number,
): Promise<VisitKey[]> {
  const { hostIds, pages } = filter
  if (hostIds?.length === 0 || (pages && 'ids' in pages && pages.ids.length === 0)) return []
  if (pages && 'terms' in pages) {
    const near = await walkNear(database, filter, pages.terms, before, limit)
    if (near) return near
  }
  if (hostIds && hostIds.length <= fewHosts && !(pages && 'ids' in pages)) {
    return await walkHosts(database, filter, hostIds, before, limit)
  }
  let query = walk(database, filter, before, limit)
  if (hostIds) query = query.where(sql`+"visit"."hostId"`, 'in', hostIds)
  return await query.execute()
}

/** So many visits are read and tested one by one before the index of words is asked for every page it knows. */
const nearVisits = 2_000
const visitsPerStep = 500

/**
 * When many pages match, most of what is asked for lies close: the next visits are read and their pages' words tested.
 * Undefined when too few were found that way.
 */
async function walkNear(
  database: Database,
  filter: VisitFilter,
  terms: readonly SearchTerm[],
  before: Pick<VisitKey, 'id' | 'visitedAt'> | null,
  limit: number,
): Promise<VisitKey[] | undefined> {
  const found: VisitKey[] = []
  let last = before
  for (let read = 0; read < nearVisits; read += visitsPerStep) {
    const keys = await selectVisits(database, { ...filter, pages: null }, last, visitsPerStep)
    found.push(...(await keysOnMatchingPages(database.look, keys, terms)))
    if (found.length >= limit || keys.length < visitsPerStep) return found.slice(0, limit)
    last = keys.at(-1) ?? null
  }
  return undefined
}

async function keysOnMatchingPages(look: Look, keys: readonly VisitKey[], terms: readonly SearchTerm[]) {
  if (keys.length === 0) return []
  const documents = await look
    .selectFrom('search_document')
    .select(['pageId', 'title', 'body'])
    .where('kind', '=', 'page')
    .where('itemId', 'in', [...new Set(keys.map(({ pageId }) => String(pageId)))])
    .execute()
  const matching = new Set(documents.filter((document) => matchesTerms(document, terms)).map(({ pageId }) => pageId))
  return keys.filter(({ pageId }) => matching.has(pageId))
}

/** One walk along an index, newest first. */
function walk(
  database: Database,
  { from, to, tabId, hidden, pages }: VisitFilter,
  before: Pick<VisitKey, 'id' | 'visitedAt'> | null,
  limit: number,
) {
  let query = database.look
    .selectFrom('visit')
    .select(['visit.id', 'visit.visitedAt', 'visit.pageId'])
    .orderBy('visit.visitedAt', 'desc')
    .orderBy('visit.id', 'desc')
    .limit(limit)
  if (from !== null) query = query.where('visit.visitedAt', '>=', from)
  if (to !== null) query = query.where('visit.visitedAt', '<', to)
  if (tabId !== null) query = query.where('visit.tabId', '=', tabId)
  if (hidden !== null) query = query.where(sql`+"visit"."hidden"`, '=', hidden ? 1 : 0)
  if (pages) query = query.where(onPages(database, pages))
  if (before) {
    query = query.where((eb) =>
      eb(eb.refTuple('visit.visitedAt', 'visit.id'), '<', eb.tuple(before.visitedAt, before.id)),
    )
  }
  return query
}

/** The plus keeps the planner from leaving the index of times for that of pages when many pages match. */
function onPages(database: Database, pages: MatchingPages): Expression<SqlBool> {
  if ('ids' in pages) return sql<boolean>`"visit"."pageId" in (${sql.join(pages.ids)})`
  return holdsTerms(database, { kind: 'page', key: 'd.pageId', column: sql`+"visit"."pageId"` }, pages.terms)
}

/** The newest of each host, then the newest of those. */
async function walkHosts(
  database: Database,
  filter: VisitFilter,
  hostIds: readonly number[],
  before: Pick<VisitKey, 'id' | 'visitedAt'> | null,
  limit: number,
): Promise<VisitKey[]> {
  const found: VisitKey[] = []
  for (const hostId of hostIds) {
    const ofHost = await walk(database, filter, before, limit).where('visit.hostId', '=', hostId).execute()
    found.push(...ofHost)
  }
  return found.toSorted((one, other) => other.visitedAt - one.visitedAt || other.id - one.id).slice(0, limit)
}
