import type { Database } from './database.ts'
import { openPostgres } from './engines/postgres.ts'
import { openSqlite } from './engines/sqlite.ts'

export interface OpenOptions {
  /**
   * Whether this connection looks after the file when there is a moment of rest: full-text index and write-ahead log.
   * True when left out; false where another thread does it, so that this one is never held up.
   */
  readonly keeper?: boolean
  /**
   * Whether small transactions of one turn of the event loop share a commit, each waiting for the turn to end. True when left
   * out; false where a transaction never comes with others.
   */
  readonly sharesCommits?: boolean
}

/** Opens and migrates a database: the path of a SQLite file, or a `postgres://` URL. */
export const openDatabase = (
  location: string,
  { keeper = true, sharesCommits = true }: OpenOptions = {},
): Promise<Database> =>
  /^postgres(ql)?:\/\//.test(location) ? openPostgres(location) : openSqlite(location, { keeper, sharesCommits })
