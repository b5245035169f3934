export {
  type Database,
  type EngineName,
  type Look,
  type StorageSizes,
  type TransactOptions,
  type Tx,
  skipLocked,
} from './database.ts'
export { lockRows } from './engines/lock-rows.ts'
export type { SearchEngine, SearchTerm } from './engines/search-engine.ts'
export { insertRows } from './insert-rows.ts'
export { BackupFailedError, DatabaseTooNewError } from './migrate.ts'
export { openDatabase } from './open.ts'
export { type Answer, statement } from './statement.ts'
export { isStorageFull } from './storage-full.ts'
export type { Flag, Json } from './tables/column.ts'
export type { Tables } from './tables/index.ts'
export type * from './tables/conversation.ts'
