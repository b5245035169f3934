import type { Database, Look, SearchTerm } from '@hydraflow/db'
import {
  HydraFlowError,
  type SearchHit,
  type SearchKind,
  type SearchQuery,
  type SearchResult,
} from '../contract/index.ts'
import type { Clock } from '../kernel/deps.ts'
import { cursorFrom, keyFrom } from '../kernel/keyset.ts'
import { isoFromMicros, microsFromIso } from '../kernel/time.ts'
import { hostIdsBelow, hostNames } from '../pages/hosts.ts'
import { type DocumentFilter, findCandidates } from './candidates.ts'
import { highlightsOf, snippetOf } from './highlight.ts'
import { type ShownItem, itemKey, loadItems } from './load-items.ts'
import { isEmptyQuery, parseQuery } from './parse-query.ts'
import { type RankedCandidate, byScore, rankHits } from './rank-hits.ts'

/** So many matching documents are ranked; a query that matches more has said too little for a rank to mean much. */
const rankedDocuments = 5_000
const hostsInFacets = 20

interface Deps {
  readonly database: Database
  readonly clock: Clock
}

/** Searches pages, messages, tasks, memories and bookmarks: ranked, with highlights, facets and reasons. */
export async function searchEverything({ database, clock }: Deps, input: SearchQuery): Promise<SearchResult> {
  const startedAt = performance.now()
  if (input.mode === 'semantic' || input.mode === 'hybrid') throw new HydraFlowError('SEMANTIC_SEARCH_UNAVAILABLE')
  const parsed = parseQuery(input.q)
  const filter = await filterOf(database.look, input, parsed)
  const nothingAsked = isEmptyQuery(parsed) && input.q.trim() !== ''
  const candidates = nothingAsked ? [] : await findCandidates(database, filter, rankedDocuments + 1)
  const complete = candidates.length <= rankedDocuments
  const [now, score, id] = input.cursor ? keyFrom(input.cursor, 'number', 'fraction', 'number') : [clock.now(), null, 0]
  const ranked = rankHits(candidates.slice(0, rankedDocuments), now)
  const rest = score === null ? ranked : ranked.filter((hit) => byScore({ score, id }, hit) < 0)
  const shown = rest.slice(0, input.limit)
  const last = shown.at(-1)
  const facets = await facetsOf(database.look, ranked)
  return {
    items: await hitsOf(database.look, shown, parsed.terms),
    nextCursor: last && rest.length > shown.length ? cursorFrom([now, last.score, last.id]) : null,
    total: ranked.length,
    complete,
    facets,
    mode: 'lexical',
    tookMs: Math.round((performance.now() - startedAt) * 100) / 100,
  }
}

/** The filters of the query's text and of the other fields together. */
export async function filterOf(
  look: Look,
  input: Pick<SearchQuery, 'kinds' | 'host' | 'from' | 'to' | 'threadId'>,
  parsed: ReturnType<typeof parseQuery>,
): Promise<DocumentFilter> {
  const given = input.kinds === undefined ? null : [input.kinds].flat()
  const inQuery = parsed.kinds.length > 0 ? parsed.kinds : null
  const hosts = [...parsed.hosts, ...(input.host === undefined ? [] : [input.host])]
  return {
    terms: parsed.terms,
    kinds: given && inQuery ? given.filter((kind) => inQuery.includes(kind)) : (given ?? inQuery),
    hostIds: hosts.length > 0 ? await hostIdsBelow(look, hosts) : null,
    from: latest(parsed.after, input.from === undefined ? null : microsFromIso(input.from)),
    to: earliest(parsed.before, input.to === undefined ? null : microsFromIso(input.to)),
    threadId: input.threadId ?? null,
  }
}

const latest = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other)
const earliest = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)

async function facetsOf(look: Look, ranked: readonly RankedCandidate[]): Promise<SearchResult['facets']> {
  const kinds = new Map<SearchKind, number>()
  const hosts = new Map<number, number>()
  for (const { kind, hostId } of ranked) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    if (hostId !== null) hosts.set(hostId, (hosts.get(hostId) ?? 0) + 1)
  }
  const topHosts = [...hosts].toSorted(mostFirst).slice(0, hostsInFacets)
  const names = await hostNames(
    look,
    topHosts.map(([id]) => id),
  )
  return {
    kinds: [...kinds].toSorted(mostFirst).map(([kind, count]) => ({ kind, count })),
    hosts: topHosts.map(([id, count]) => ({ host: names.get(id) ?? '', count })),
  }
}

const mostFirst = (one: readonly [unknown, number], other: readonly [unknown, number]) => other[1] - one[1]

async function hitsOf(
  look: Look,
  ranked: readonly RankedCandidate[],
  terms: readonly SearchTerm[],
): Promise<SearchHit[]> {
  const items = await loadItems(look, ranked)
  const names = await hostNames(
    look,
    ranked.flatMap(({ hostId }) => hostId ?? []),
  )
  return ranked.flatMap((hit) => {
    const item = items.get(itemKey(hit))
    return item ? [hitFrom(hit, item, hit.hostId === null ? null : (names.get(hit.hostId) ?? null), terms)] : []
  })
}

function hitFrom(hit: RankedCandidate, item: ShownItem, host: string | null, terms: readonly SearchTerm[]): SearchHit {
  const title = highlightsOf(item.title, terms)
  const { snippet, ranges } = snippetOf(item.body, terms)
  return {
    kind: hit.kind,
    id: hit.itemId,
    title: item.title,
    snippet,
    highlights: { title, snippet: ranges },
    url: item.url,
    host,
    threadId: item.threadId,
    time: isoFromMicros(hit.time),
    score: hit.score,
    reasons: {
      fields: [...(title.length > 0 ? ['title' as const] : []), ...(ranges.length > 0 ? ['body' as const] : [])],
      lexical: hit.lexical,
      semantic: null,
      recency: hit.recency,
      visits: hit.visits,
      visitCount: hit.visitCount,
    },
  }
}
