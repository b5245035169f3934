import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../database.ts'
import type { SearchEngine, SearchTerm } from './search-engine.ts'

/** How much a word in the title weighs against one in the body. */
const titleWeight = 4

/** To take one out costs as much as to take in hundreds: so many in one transaction keep nobody waiting. */
const changedAtOnce = 4

/** The words are letters and digits only, so quoting them makes a query that can hold no syntax. */
function phrase({ words, prefix }: SearchTerm): string {
  return `"${words.join(' ')}"${prefix ? '*' : ''}`
}

function matchExpression(terms: readonly SearchTerm[]): string {
  const wanted = terms.filter((term) => !term.excluded).map(phrase)
  const excluded = terms.filter((term) => term.excluded).map(phrase)
  return [`(${wanted.join(' AND ')})`, ...excluded].join(' NOT ')
}

/** Takes documents into the index; returns how many those were. */
async function add(tx: Tx, ids: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`update search_document set indexed = 1 where id in (${ids})`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** Takes documents out of the index by the texts they had in it; returns how many those were. */
async function forget(tx: Tx, ids: RawBuilder<unknown>): Promise<number> {
  await sql`insert into search_index (search_index, rowid, title, body)
    select 'delete', id, title, body from search_index_removed where id in (${ids})`.execute(tx)
  const { numAffectedRows } = await sql`delete from search_index_removed where id in (${ids})`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** Takes up to `limit` documents that were deleted out of the index; returns how many those were. */
export const forgetSome = (tx: Tx, limit: number): Promise<number> =>
  forget(tx, sql`select id from search_index_removed order by id limit ${limit}`)

/** Search by FTS5; see https://www.sqlite.org/fts5.html for the query language and bm25. */
export const sqliteSearch: SearchEngine = {
  async takeIn(tx, limit) {
    const waiting = sql`select id from search_document where indexed = 0`
    const added = sql`${waiting} and id not in (select id from search_index_removed) order by id limit ${limit}`
    const count = await add(tx, added)
    if (count > 0) return count
    // Of what was changed, the old texts go first.
    const changed = sql`${waiting} order by id limit ${Math.min(limit, changedAtOnce)}`
    await forget(tx, changed)
    return await add(tx, changed)
  },
  matching: (look, terms) =>
    look
      .selectFrom(sql<{ rowid: number }>`search_index`.as('i'))
      .innerJoin('search_document as d', (join) => join.on(sql`d."id"`, '=', sql`i.rowid`))
      .where(sql<boolean>`search_index match ${matchExpression(terms)}`) as never,
  age: sql<number>`i.rowid`,
  lexical: () => sql<number>`-bm25(search_index, ${sql.lit(titleWeight)}, 1.0)`,
}
