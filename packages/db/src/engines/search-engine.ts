import type { RawBuilder, SelectQueryBuilder } from 'kysely'
import type { Look, Tx } from '../database.ts'
import type { SearchDocumentTable } from '../tables/search.ts'
import type { Tables } from '../tables/index.ts'

/** One thing a text must hold or must not hold: folded words that follow each other. */
export interface SearchTerm {
  readonly words: readonly string[]
  /** The last word may go on. */
  readonly prefix?: boolean
  readonly excluded?: boolean
}

/** Finds documents by their words. The words have been folded by the caller; the index knows nothing but exact words. */
export interface SearchEngine {
  /**
   * Takes up to `limit` documents that were written or changed into the index and returns how many those were; the
   * others still wait. `Database.searchable` does it for all before a search.
   */
  takeIn(tx: Tx, limit: number): Promise<number>
  /** The documents that hold every term, as `d`. At least one term is not excluded. */
  matching(
    look: Look,
    terms: readonly SearchTerm[],
  ): SelectQueryBuilder<Tables & { d: SearchDocumentTable }, 'd', object>
  /** What to order `matching` by so that the engine walks its index from the newest document and stops at a limit. */
  readonly age: RawBuilder<number>
  /** How well a document of `matching` fits; more is better, and only the order within one query means something. */
  lexical(terms: readonly SearchTerm[]): RawBuilder<number>
}
