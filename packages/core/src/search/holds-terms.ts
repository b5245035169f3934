import type { Database, SearchTerm } from '@hydraflow/db'
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SearchKind } from '../contract/index.ts'

interface Items {
  readonly kind: SearchKind
  /** What a document calls the item. */
  readonly key: 'd.pageId' | 'd.itemId'
  /** What the query calls it. */
  readonly column: RawBuilder<unknown>
}

/** A condition for queries of items: search would find the item by these terms. Wait for `database.searchable` before. */
export function holdsTerms(
  { look, search }: Database,
  { kind, key, column }: Items,
  terms: readonly SearchTerm[],
): Expression<SqlBool> {
  const items = (some: readonly SearchTerm[]) => search.matching(look, some).select(key).where('d.kind', '=', kind)
  if (terms.some((term) => !term.excluded)) return sql<boolean>`${column} in (${items(terms)})`
  const excluded = terms.map((term) => sql<boolean>`${column} not in (${items([{ ...term, excluded: false }])})`)
  return sql<boolean>`(${sql.join(excluded, sql` and `)})`
}
