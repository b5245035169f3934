import type { Database } from '@hydraflow/db'
import type { SuggestQuery, Suggestions } from '../contract/index.ts'
import type { Clock } from '../kernel/deps.ts'
import { findCandidates } from './candidates.ts'
import { highlightsOf } from './highlight.ts'
import { itemKey, loadItems } from './load-items.ts'
import { parseQuery } from './parse-query.ts'
import { rankHits } from './rank-hits.ts'
import { filterOf } from './search-everything.ts'

/** While typing, fewer are ranked: the answer must be there before the next letter. */
const rankedDocuments = 1_000

/** Items whose words go on from what was typed so far. */
export async function suggest(
  { database, clock }: { database: Database; clock: Clock },
  { q, kinds, limit }: SuggestQuery,
): Promise<Suggestions> {
  const startedAt = performance.now()
  const parsed = parseQuery(q, { prefix: true })
  const wanted = parsed.terms.some((term) => !term.excluded)
  const filter = await filterOf(database.look, { kinds }, parsed)
  const candidates = wanted ? await findCandidates(database, filter, rankedDocuments) : []
  const best = rankHits(candidates, clock.now()).slice(0, limit)
  const items = await loadItems(database.look, best)
  return {
    items: best.flatMap((hit) => {
      const item = items.get(itemKey(hit))
      if (!item) return []
      const { title, url, threadId } = item
      return [{ kind: hit.kind, id: hit.itemId, title, ranges: highlightsOf(title, parsed.terms), url, threadId }]
    }),
    tookMs: Math.round((performance.now() - startedAt) * 100) / 100,
  }
}
