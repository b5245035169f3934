import type { Database, OpenOptions } from './database.ts'
import { openPostgres } from './engines/postgres.ts'
import { openSqlite } from './engines/sqlite.ts'

/** Opens and migrates a database: the path of a SQLite file, or a `postgres://` URL. */
export const openDatabase = (
  location: string,
  { keeper = true, sharesCommits = true }: OpenOptions = {},
): Promise<Database> =>
  /^postgres(ql)?:\/\//.test(location) ? openPostgres(location) : openSqlite(location, { keeper, sharesCommits })
