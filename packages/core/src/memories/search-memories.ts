import type { Database } from '@hydraflow/db'
import type { MemoryMatches, SearchMemories } from '../contract/index.ts'
import { parseQuery } from '../search/parse-query.ts'
import { memoryFromRow } from './reader.ts'

/** Memories whose key or value holds the words, best match first, stronger ones before weaker; without words the strongest. */
export async function searchMemories(
  database: Database,
  { q, limit, ...filters }: SearchMemories,
): Promise<MemoryMatches> {
  const { terms } = parseQuery(q, { prefix: true })
  if (!terms.some((term) => !term.excluded) && q.trim() !== '') return { items: [] }
  const scores = terms.length > 0 ? await lexicalScores(database, terms) : null
  if (scores?.size === 0) return { items: [] }
  let query = database.look.selectFrom('memory').selectAll()
  if (scores) query = query.where('id', 'in', [...scores.keys()])
  else query = query.orderBy('updatedAt', 'desc').limit(mostMatches)
  for (const column of ['scope', 'scopeRef', 'threadId', 'taskId'] as const) {
    const wanted = filters[column]
    if (wanted !== undefined) query = query.where(column, '=', wanted)
  }
  const items = (await query.execute())
    .map((row) => ({ memory: memoryFromRow(row), score: (scores?.get(row.id) ?? 1) * (0.5 + row.strength) }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, limit)
  return { items }
}

const mostMatches = 1_000

async function lexicalScores(
  database: Database,
  terms: ReturnType<typeof parseQuery>['terms'],
): Promise<Map<string, number>> {
  await database.searchable()
  const rows = await database.search
    .matching(database.look, terms)
    .select(['d.itemId', database.search.lexical(terms).as('score')])
    .where('d.kind', '=', 'memory')
    .orderBy(database.search.age, 'desc')
    .limit(mostMatches)
    .execute()
  return new Map(rows.map(({ itemId, score }) => [itemId, score]))
}
