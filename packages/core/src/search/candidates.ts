import type { Database, Look, SearchTerm } from '@hydraflow/db'
import { sql } from 'kysely'
import type { SearchKind } from '../contract/index.ts'
import type { Micros } from '../kernel/time.ts'

/** What a document must be beside its words. Null means any, an empty list none. */
export interface DocumentFilter {
  readonly terms: readonly SearchTerm[]
  readonly kinds: readonly SearchKind[] | null
  readonly hostIds: readonly number[] | null
  readonly from: Micros | null
  readonly to: Micros | null
  readonly threadId: string | null
}

export interface Candidate {
  readonly id: number
  readonly kind: SearchKind
  readonly itemId: string
  readonly hostId: number | null
  readonly time: Micros
  readonly lexical: number
  readonly visitCount: number | null
}

/** Documents that match, as a query to select from. Without a wanted word every document that passes the filters does. */
function matching(database: Database, look: Look, terms: readonly SearchTerm[]) {
  const wanted = terms.some((term) => !term.excluded)
  if (wanted) {
    return {
      query: database.search.matching(look, terms),
      lexical: database.search.lexical(terms),
      age: database.search.age,
    }
  }
  const excluded = terms.map((term) => ({ ...term, excluded: false }))
  const all = look.selectFrom('search_document as d')
  const query = excluded.reduce(
    (rest, term) => rest.where('d.id', 'not in', database.search.matching(look, [term]).select('d.id')),
    all,
  )
  return {
    query: query as unknown as ReturnType<Database['search']['matching']>,
    lexical: sql<number>`1`,
    age: sql<number>`d."id"`,
  }
}

/** At most `limit` documents that match, the newest ones when there are more. */
export async function findCandidates(database: Database, filter: DocumentFilter, limit: number): Promise<Candidate[]> {
  if (filter.hostIds?.length === 0 || filter.kinds?.length === 0) return []
  await database.searchable()
  const { query, lexical, age } = matching(database, database.look, filter.terms)
  let selected = query.leftJoin('page', 'page.id', 'd.pageId')
  if (filter.kinds) selected = selected.where('d.kind', 'in', filter.kinds)
  if (filter.hostIds) selected = selected.where('d.hostId', 'in', filter.hostIds)
  if (filter.threadId !== null) selected = selected.where('d.threadId', '=', filter.threadId)
  if (filter.from !== null || filter.to !== null) selected = selected.where(happenedBetween(filter.from, filter.to))
  const rows = await selected
    .select([
      'd.id',
      'd.kind',
      'd.itemId',
      'd.hostId',
      sql<number>`coalesce(page."lastSeenAt", d."time")`.as('time'),
      lexical.as('lexical'),
      'page.visitCount',
    ])
    .orderBy(age, 'desc')
    .limit(limit)
    .execute()
  return rows as Candidate[]
}

/** A page happened whenever it was visited, anything else at its own time. */
function happenedBetween(from: Micros | null, to: Micros | null) {
  const start = from ?? -Number.MAX_SAFE_INTEGER
  const end = to ?? Number.MAX_SAFE_INTEGER
  return sql<boolean>`case when d."pageId" is null
    then d."time" >= ${start} and d."time" < ${end}
    else exists (select 1 from "visit" v where v."pageId" = d."pageId" and v."visitedAt" >= ${start} and v."visitedAt" < ${end})
    end`
}
