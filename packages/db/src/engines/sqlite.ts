import { closeSync, fsync, openSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import SqliteDatabase from 'better-sqlite3'
import { Kysely } from 'kysely'
import type { Database, OpenOptions } from '../database.ts'
import { migrateSqlite } from '../migrate.ts'
import type { Tables } from '../tables/index.ts'
import { groupCommits, runAtOnce } from './group-commit.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { indexCleaner } from './sqlite-index-cleaner.ts'
import { sqliteSearch } from './sqlite-search.ts'

const sync = promisify(fsync)

/** How often the file is looked at for writes of another process. */
const pollMs = 500

const restMs = 250
/** What was deleted leaves the index after so many looks at the latest. */
const mostRestless = 40
/** So many documents go into the index in about ten milliseconds. */
const documentsPerTransaction = 300

/** Log that is brought into the file by the commit that fills it, and by a keeper in a moment of rest. */
const pagesInLog = 4_000

/** Opens the file, making it if there is none, and migrates it. */
export async function openSqlite(file: string, { keeper, sharesCommits }: Required<OpenOptions>): Promise<Database> {
  const connection = new SqliteDatabase(file, { timeout: 0 })
  try {
    configure(connection, keeper)
    await migrateSqlite(connection, file)
    // From here on the driver waits for other writers, and does not block the event loop for it.
    connection.pragma('busy_timeout = 0')
  } catch (error) {
    connection.close()
    throw error
  }
  const kysely = new Kysely<Tables>({ dialect: sqliteDialect(connection) })
  const bell = openBell(file, connection)
  const run = sharesCommits ? groupCommits(kysely) : runAtOnce(kysely)
  const log = openLog(file)
  const transact: Database['transact'] = async (act, { durable = false } = {}) => {
    const value = await run(act)
    if (durable) await log.sync()
    return value
  }
  const isWaiting = connection.prepare('select 1 from search_document where indexed = 0 limit 1').pluck()
  const takeInAll = async () => {
    while (isWaiting.get()) {
      await transact((tx) => sqliteSearch.takeIn(tx, documentsPerTransaction))
      await nextTurn()
    }
  }
  let takingIn: Promise<void> | undefined
  const searchable = async () => {
    while (isWaiting.get()) await (takingIn ??= takeInAll().finally(() => (takingIn = undefined)))
  }
  const forgotten = indexCleaner(connection, transact)
  const writes = connection.prepare('select data_version || total_changes() from pragma_data_version').pluck()
  // The first commit behind a checkpoint waits for the disk. Made here, in a moment of rest, it keeps nobody waiting.
  const checkpointAtRest = () => {
    connection.pragma('wal_checkpoint(PASSIVE)')
    connection.pragma('user_version = 0')
  }
  let seen: unknown
  let rested = true
  let restless = 0
  const rest = async () => {
    await searchable()
    const quiet = seen === writes.get()
    if (quiet && !rested) checkpointAtRest()
    // While much is being deleted, it is left for the end.
    restless = quiet ? 0 : restless + 1
    if (quiet || restless % mostRestless === 0) await forgotten()
    rested = quiet
    seen = writes.get()
  }
  // What fails now, a full disk for one, is tried again at the next moment of rest.
  const resting = keeper ? setInterval(() => void rest().catch(() => {}), restMs).unref() : undefined
  return {
    engine: 'sqlite',
    engineVersion: String(connection.prepare('select sqlite_version()').pluck().get()),
    look: kysely,
    search: sqliteSearch,
    searchable,
    forgotten,
    transact,
    announce: bell.ring,
    listen: bell.listen,
    databaseBytes: async () => fileBytes(file) + fileBytes(`${file}-wal`),
    measure: async () => ({ database: fileBytes(file) + fileBytes(`${file}-wal`), indexes: indexBytes(connection) }),
    check: async () => {
      await searchable()
      await forgotten()
      return findProblems(connection)
    },
    checkpoint: async () => void connection.pragma('wal_checkpoint(TRUNCATE)'),
    close: async () => {
      bell.close()
      clearInterval(resting)
      log.close()
      if (connection.open) connection.pragma('optimize')
      await kysely.destroy()
      // Kysely closes only what it was asked to use.
      connection.close()
    },
  }
}

function configure(connection: SqliteDatabase.Database, keeper: boolean) {
  // Two that open a new file at once: the journal mode needs the file alone for a moment.
  connection.pragma('busy_timeout = 5000')
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = NORMAL')
  connection.pragma('foreign_keys = ON')
  connection.pragma('secure_delete = ON')
  connection.pragma('cache_size = -32768')
  connection.pragma('temp_store = MEMORY')
  connection.pragma(`wal_autocheckpoint = ${keeper ? pagesInLog : 0}`)
}

/**
 * Puts the write-ahead log on the disk: what `synchronous = FULL` does in each commit, but without holding up this thread.
 * The log stays one file while a connection is open, and SQLite locks nothing in it.
 */
function openLog(file: string) {
  let fd: number | undefined
  return {
    async sync(): Promise<void> {
      fd ??= openSync(`${file}-wal`, 'r+')
      await sync(fd)
    },
    close(): void {
      if (fd !== undefined) closeSync(fd)
      fd = undefined
    },
  }
}

const fileBytes = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

function indexBytes(connection: SqliteDatabase.Database): number {
  return connection
    .prepare(
      `select coalesce(sum(s.pgsize), 0) from dbstat s left join sqlite_schema o on o.name = s.name
       where s.aggregate = true and (o.type = 'index' or s.name like 'search\\_index%' escape '\\')`,
    )
    .pluck()
    .get() as number
}

function findProblems(connection: SqliteDatabase.Database): string[] {
  const integrity = connection.pragma('integrity_check', { simple: false }) as { integrity_check: string }[]
  const broken = connection.pragma('foreign_key_check') as { table: string }[]
  return [
    ...integrity.map((row) => row.integrity_check).filter((line) => line !== 'ok'),
    ...broken.map((row) => `A row of ${row.table} refers to one that is not there.`),
    ...searchIndexProblems(connection),
  ]
}

/** See https://www.sqlite.org/fts5.html#the_integrity_check_command: it fails when index and documents differ. */
function searchIndexProblems(connection: SqliteDatabase.Database): string[] {
  try {
    connection.prepare(`insert into search_index (search_index, rank) values ('integrity-check', 1)`).run()
    return []
  } catch (error) {
    return [`The full-text index does not fit its documents: ${String(error)}`]
  }
}

/** Threads of this process hear each other at once, other processes are noticed by the file's version. */
function openBell(file: string, connection: SqliteDatabase.Database) {
  const listeners = new Set<() => void>()
  const hear = () => {
    for (const listener of listeners) listener()
  }
  const channel = new BroadcastChannel(`hydraflow:${resolve(file)}`)
  channel.addEventListener('message', hear)
  unref(channel)
  const version = connection.prepare('pragma data_version').pluck()
  let seen = version.get()
  const poll = setInterval(() => {
    if (listeners.size === 0 || connection.inTransaction) return
    const current = version.get()
    if (current !== seen) hear()
    seen = current
  }, pollMs).unref()
  let announced = false
  let closed = false
  const ring = () => {
    if (announced || closed) return
    announced = true
    setImmediate(() => {
      announced = false
      if (closed) return
      hear()
      channel.postMessage(null)
    })
  }
  return {
    ring,
    listen: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      closed = true
      clearInterval(poll)
      listeners.clear()
      channel.close()
    },
  }
}

/** Node's channels hold the process open unless told not to; the type that TypeScript knows is the browser's. */
function unref(channel: BroadcastChannel) {
  if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
}
