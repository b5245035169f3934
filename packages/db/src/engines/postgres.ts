import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'

type TypeId = Parameters<typeof pg.types.getTypeParser>[0]
import type { Database, Tx } from '../database.ts'
import { migratePostgres } from '../migrate.ts'
import type { Tables } from '../tables/index.ts'
import { postgresSearch } from './postgres-search.ts'

const channel = 'hydraflow'
const connections = 10
const attempts = 10

/** Every bigint of ours is below 2^53: counts, ids and microseconds. */
const numeric: readonly TypeId[] = [pg.types.builtins.INT8, pg.types.builtins.NUMERIC]
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: TypeId, format?: 'text' | 'binary') =>
    numeric.includes(id) ? Number : pg.types.getTypeParser(id, format),
}

/** Connects to `url` and migrates what is there. */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: connections, types })
  // An idle connection that the server ends reports here; the next query gets a fresh one.
  pool.on('error', () => {})
  try {
    await migratePostgres(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const bell = openBell(url, pool)
  const databaseBytes = () =>
    size(
      pool,
      `select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`,
    )
  return {
    engine: 'postgres',
    engineVersion: String((await pool.query('show server_version')).rows[0].server_version),
    look: kysely,
    search: postgresSearch,
    searchable: async () => {},
    forgotten: async () => {},
    transact: (act) => retried(() => kysely.transaction().execute((tx) => act(tx as unknown as Tx))),
    announce: bell.ring,
    listen: bell.listen,
    databaseBytes,
    measure: async () => ({
      database: await databaseBytes(),
      indexes: await size(
        pool,
        `select coalesce(sum(pg_relation_size(oid)), 0) from pg_class where relkind = 'i' and relnamespace = current_schema()::regnamespace`,
      ),
    }),
    // PostgreSQL keeps its index with the row by itself; what can be asked cheaply is whether every table can be read.
    check: async () => [],
    checkpoint: async () => void (await sql`vacuum (analyze)`.execute(kysely)),
    close: async () => {
      await bell.close()
      await kysely.destroy()
      // Kysely ends the pool only if it has asked something itself, and its open connection keeps the thread alive.
      if (!pool.ending) await pool.end()
    },
  }
}

async function size(pool: pg.Pool, query: string): Promise<number> {
  const { rows } = await pool.query<{ coalesce: number }>(query)
  return rows[0]?.coalesce ?? 0
}

/**
 * Serialization failures and deadlocks, and keys that another transaction took or removed between a look and a write
 * (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html): tried again, the look sees them.
 */
const passing = new Set(['40001', '40P01', '23505', '23503'])

async function retried<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined
      if (!passing.has(code ?? '') || attempt === attempts) throw error
      await delay(Math.random() * 10 * attempt)
    }
  }
}

/** LISTEN on a connection of its own, taken when the first listener comes; a lost one is replaced. */
function openBell(url: string, pool: pg.Pool) {
  const listeners = new Set<() => void>()
  let client: pg.Client | undefined
  let reconnect: NodeJS.Timeout | undefined
  let closed = false
  const hear = () => {
    for (const listener of listeners) listener()
  }
  const connect = async () => {
    const fresh = new pg.Client({ connectionString: url })
    client = fresh
    const again = () => {
      if (closed || client !== fresh) return
      client = undefined
      reconnect = setTimeout(() => void connect(), 1_000).unref()
    }
    fresh.on('notification', hear)
    fresh.on('error', again)
    fresh.on('end', again)
    try {
      await fresh.connect()
      await fresh.query(`listen ${channel}`)
      hear()
    } catch {
      again()
    }
  }
  let announced = false
  const ring = () => {
    if (announced || closed) return
    announced = true
    setImmediate(() => {
      announced = false
      // A wake-up that is lost only costs a moment: everyone who waits also looks from time to time.
      if (!closed) pool.query(`notify ${channel}`).catch(() => {})
    })
  }
  return {
    ring,
    listen: (listener: () => void) => {
      listeners.add(listener)
      if (!client && !closed) void connect()
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
      clearTimeout(reconnect)
      listeners.clear()
      await client?.end().catch(() => {})
    },
  }
}
