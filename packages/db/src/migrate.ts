import { existsSync, renameSync, rmSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import type pg from 'pg'
import { migrations } from './migrations/index.ts'
import type { ColumnTypes, Migration } from './migrations/migration.ts'

/** A newer HydraFlow wrote this database: it holds a migration that this one does not know. */
export class DatabaseTooNewError extends Error {
  override readonly name = 'DatabaseTooNewError'
  constructor(unknown: string) {
    super(`A newer HydraFlow wrote this database (it has ${unknown}); use that version or a newer one.`)
  }
}

/** The copy made before a migration does not hold what the database holds; nothing was migrated. */
export class BackupFailedError extends Error {
  override readonly name = 'BackupFailedError'
}

const sqliteTypes: ColumnTypes = {
  engine: 'sqlite',
  autoId: 'integer primary key autoincrement',
  bytes: 'blob',
  integer: 'integer',
  real: 'real',
  binaryText: 'text',
}

const postgresTypes: ColumnTypes = {
  engine: 'postgres',
  autoId: 'bigint generated always as identity primary key',
  bytes: 'bytea',
  integer: 'bigint',
  real: 'double precision',
  binaryText: 'text collate "C"',
}

const journal = `create table if not exists "migration" ("name" text primary key, "appliedAt" bigint not null)`

/** What is still to do, in order. */
function pending(applied: readonly string[]): Migration[] {
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = applied.find((name) => !known.has(name))
  if (unknown) throw new DatabaseTooNewError(unknown)
  return migrations.filter(({ name }) => !applied.includes(name))
}

/** Brings a SQLite file up to date, each step in one transaction; a file with data is copied and the copy checked first. */
export async function migrateSqlite(connection: SqliteDatabase.Database, file: string): Promise<void> {
  const applied = appliedSqlite(connection)
  const last = applied.at(-1)
  if (pending(applied).length === 0) return
  if (last !== undefined) backUp(connection, `${file}.before-${pending(applied)[0]?.name}`)
  for (const migration of pending(applied)) await applySqlite(connection, migration)
}

function appliedSqlite(connection: SqliteDatabase.Database): string[] {
  const exists = connection.prepare(`select 1 from sqlite_schema where name = 'migration'`).get()
  return exists ? (connection.prepare(`select "name" from "migration" order by "name"`).pluck().all() as string[]) : []
}

async function applySqlite(connection: SqliteDatabase.Database, migration: Migration) {
  connection.exec('begin immediate')
  try {
    connection.exec(journal)
    // Another process may have been quicker while this one waited for the lock.
    if (!appliedSqlite(connection).includes(migration.name)) {
      await migration.up(async (statement) => void connection.exec(statement), sqliteTypes)
      connection.prepare(`insert into "migration" values (?, ?)`).run(migration.name, Date.now() * 1_000)
    }
    connection.exec('commit')
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  }
}

/** Copies the database beside itself and proves that the copy is sound and holds as many rows. */
function backUp(connection: SqliteDatabase.Database, copy: string) {
  const partial = `${copy}.partial`
  rmSync(partial, { force: true })
  connection.prepare('vacuum into ?').run(partial)
  const proof = new SqliteDatabase(partial, { readonly: true })
  try {
    const sound = proof.pragma('integrity_check', { simple: true }) === 'ok'
    if (!sound || rowCounts(proof) !== rowCounts(connection)) {
      throw new BackupFailedError(`The copy ${copy} is not sound; the database was not migrated.`)
    }
  } finally {
    proof.close()
  }
  if (existsSync(copy)) rmSync(copy)
  renameSync(partial, copy)
}

function rowCounts(connection: SqliteDatabase.Database): string {
  const tables = connection
    .prepare(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and sql not like 'create virtual%' order by name`,
    )
    .pluck()
    .all() as string[]
  return tables
    .map((table) => `${table}:${String(connection.prepare(`select count(*) from "${table}"`).pluck().get())}`)
    .join()
}

/** Brings a PostgreSQL schema up to date, each step in one transaction, one process at a time. */
export async function migratePostgres(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    for (const migration of pending(await appliedPostgres(client))) await applyPostgres(client, migration)
  } finally {
    client.release()
  }
}

async function appliedPostgres(client: pg.PoolClient): Promise<string[]> {
  const { rows: tables } = await client.query(`select to_regclass('migration') as "found"`)
  if (!tables[0]?.found) return []
  const { rows } = await client.query<{ name: string }>(`select "name" from "migration" order by "name"`)
  return rows.map(({ name }) => name)
}

async function applyPostgres(client: pg.PoolClient, migration: Migration) {
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(hashtext('hydraflow migration'))`)
    await client.query(journal)
    if (!(await appliedPostgres(client)).includes(migration.name)) {
      await migration.up(async (statement) => void (await client.query(statement)), postgresTypes)
      await client.query(`insert into "migration" values ($1, $2)`, [migration.name, Date.now() * 1_000])
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
