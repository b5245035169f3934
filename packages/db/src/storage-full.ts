/** By SQLite, by PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and by the file system. */
const codes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', '53100', 'ENOSPC', 'EDQUOT'])

/** True for what an engine or the file system throws when there is no room left. Nothing was written then. */
export const isStorageFull = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && codes.has(String(thrown.code))
