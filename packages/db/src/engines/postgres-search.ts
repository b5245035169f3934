import { sql } from 'kysely'
import type { SearchEngine, SearchTerm } from './search-engine.ts'

const lexeme = (word: string) => `'${word}'`

function phrase({ words, prefix }: SearchTerm): string {
  const lexemes = words.map(lexeme)
  return `(${lexemes.join(' <-> ')}${prefix ? ':*' : ''})`
}

function tsQuery(terms: readonly SearchTerm[]) {
  return sql`${terms.map((term) => (term.excluded ? '!' : '') + phrase(term)).join(' & ')}::tsquery`
}

/** Search by tsvector; see https://www.postgresql.org/docs/current/textsearch.html for queries and ranking. */
export const postgresSearch: SearchEngine = {
  // The words are a generated column: they are there with the row.
  takeIn: async () => 0,
  matching: (look, terms) =>
    look.selectFrom('search_document as d').where(sql<boolean>`d."words" @@ ${tsQuery(terms)}`) as never,
  age: sql<number>`d."id"`,
  // 1 divides by one plus the logarithm of the document's length, as bm25 does in kind.
  lexical: (terms) => sql<number>`ts_rank('{0.1, 0.2, 0.4, 1.0}', d."words", ${tsQuery(terms)}, 1)`,
}
