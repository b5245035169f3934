import { openDatabase } from '@hydraflow/db'
import SqliteDatabase from 'better-sqlite3'

/** A workspace database with its whole schema, opened by plain better-sqlite3 with the pragmas that the product sets. */
export async function openRawWorkspace(file: string): Promise<SqliteDatabase.Database> {
  await (await openDatabase(file)).close()
  const raw = new SqliteDatabase(file)
  raw.pragma('synchronous = NORMAL')
  raw.pragma('foreign_keys = ON')
  raw.pragma('secure_delete = ON')
  raw.pragma('cache_size = -32768')
  raw.pragma('temp_store = MEMORY')
  raw.pragma('wal_autocheckpoint = 4000')
  return raw
}

/** Takes waiting documents into the full-text index, as many in a transaction as the product does. */
export function indexWaiting(raw: SqliteDatabase.Database, perTransaction = 300): void {
  const takeIn = raw.prepare(
    'update search_document set indexed = 1 where id in (select id from search_document where indexed = 0 order by id limit ?)',
  )
  while (takeIn.run(perTransaction).changes > 0);
}
