import type { HistoryFormat } from '../../contract/index.ts'
import type { Micros } from '../../kernel/time.ts'

/** A visit as every source gives it, before it is judged: nothing of it is trusted but the types. */
export interface SourceVisit {
  readonly sourceVisitId: number
  /** Where its URL stands in the order of reading; null when it has none. */
  readonly place: number | null
  readonly sourceReferrerId: number | null
  readonly sourceReferrerAt: Micros | null
  /** Null when the source has no URL for the visit. */
  readonly url: string | null
  readonly title: string
  readonly visitedAt: Micros | null
  /** The index in `transitions`. */
  readonly transition: number | null
  readonly durationMs: number | null
  readonly hidden: 0 | 1
  readonly device: string | null
}

/** Where a reader stands: behind this visit, in the order of places and then of visits. Visits without a URL come first. */
export interface Position {
  readonly place: number | null
  readonly visit: number
}

/** The columns of each table of a file. */
export type Columns = ReadonlyMap<string, ReadonlySet<string>>

/** What a format of history databases is, as SQL over `v` (a visit) and `u` (its URL, which may be missing). */
export interface SourceFormat {
  readonly format: HistoryFormat
  readonly visits: string
  readonly urls: string
  /** The column of `visits` that names the row of `urls`. */
  readonly visitUrl: string
  /** Columns of `visits` that are looked up by value: they get an index in the copy where the file has none. */
  readonly lookedUp: readonly string[]
  fits(columns: Columns): boolean
  /** Built from the columns that there are: versions add and drop them. */
  fields(columns: Columns): SourceFields
}

export interface SourceFields {
  /** Microseconds since 1970, or null; converted in SQL since the browser's own numbers are above 2^53. */
  readonly visitedAt: string
  readonly referrer: string
  readonly transition: string
  readonly durationMs: string
  readonly hidden: string
  readonly device: string
}

/** Above it a number of JavaScript is not exact. */
export const largestInteger = Number.MAX_SAFE_INTEGER

/** The expression where it is an integer from 1 to `max`, else null. */
export const positive = (expression: string, max: number | bigint = largestInteger): string =>
  `case when typeof(${expression}) = 'integer' and ${expression} between 1 and ${max} then ${expression} end`

export const hasColumns = (columns: Columns, table: string, ...names: readonly string[]): boolean =>
  names.every((name) => columns.get(table)?.has(name))
