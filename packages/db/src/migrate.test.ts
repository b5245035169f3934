import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from './database.ts'
import { migrations } from './migrations/index.ts'
import { DatabaseTooNewError, migrateSqlite } from './migrate.ts'
import { forEachEngine } from './testing.ts'

const script = new URL('./__fixtures__/migrate-and-die.ts', import.meta.url)

/** Runs the migration in a process that is killed at a statement; tells how many statements it got to and how it ended. */
const migrateElsewhere = (location: string, deadly: number) =>
  new Promise<{ statements: number; signal: string | null }>((resolve) => {
    const child = fork(script, [location, String(deadly)], { stdio: 'ignore' })
    let statements = 0
    child.on('message', (count) => {
      statements = Number(count)
      child.disconnect()
    })
    child.on('exit', (_, signal) => resolve({ statements, signal }))
  })

const names = migrations.map(({ name }) => name)

forEachEngine('migrations', (engine) => {
  const applied = async (database: Database) =>
    (
      await sql<{ name: string }>`select "name" from "migration" order by "name"`.execute(database.look as never)
    ).rows.map(({ name }) => name)

  it('are all there, in order, with names that sort', async () => {
    expect(await applied(await engine.open())).toEqual(names)
    expect(names).toEqual(names.toSorted())
  })

  it('leave a database that opens, wherever the process is killed', async () => {
    const { statements } = await migrateElsewhere(await engine.location(), 0)
    const step = Math.max(1, Math.floor(statements / 8))
    const deadly = Array.from({ length: statements }, (_, n) => n + 1).filter((n) => n % step === 0)
    let kills = 0
    const killAt = async (n: number) => {
      const location = await engine.location()
      if ((await migrateElsewhere(location, n)).signal === 'SIGKILL') kills += 1
      const database = await engine.open(location)
      expect(await applied(database)).toEqual(names)
      expect(await database.check()).toEqual([])
    }
    // Each has a database of its own, and most of its time is the start of a process.
    for (let at = 0; at < deadly.length; at += 3) await Promise.all(deadly.slice(at, at + 3).map(killAt))
    expect(kills).toBe(deadly.length)
  }, 120_000)

  it('refuse a database that a newer program wrote', async () => {
    const location = await engine.location()
    const database = await engine.open(location)
    await database.transact((tx) => sql`insert into "migration" values ('999-later', 0)`.execute(tx))
    await expect(engine.open(location)).rejects.toThrow(DatabaseTooNewError)
  })
})

/** A database as an older program left it: the first migrations only, with a row in every table. */
async function oldDatabase(file: string, count: number) {
  const connection = new SqliteDatabase(file)
  connection.pragma('journal_mode = WAL')
  connection.exec('create table "migration" ("name" text primary key, "appliedAt" bigint not null)')
  const types = {
    engine: 'sqlite',
    autoId: 'integer primary key autoincrement',
    bytes: 'blob',
    integer: 'integer',
    real: 'real',
    binaryText: 'text',
  } as const
  for (const migration of migrations.slice(0, count)) {
    await migration.up(async (statement) => void connection.exec(statement), types)
    connection.prepare('insert into "migration" values (?, 0)').run(migration.name)
  }
  return connection
}

const tablesOf = (connection: SqliteDatabase.Database) =>
  connection
    .prepare(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like 'search_index%' and name <> 'migration'`,
    )
    .pluck()
    .all() as string[]

/** Fills every column of a table that must not be empty. */
function addRow(connection: SqliteDatabase.Database, table: string) {
  const columns = connection.pragma(`table_info("${table}")`) as {
    name: string
    type: string
    notnull: number
    pk: number
  }[]
  const filled = columns.filter(({ notnull, pk, type }) => notnull === 1 || (pk > 0 && type !== 'INTEGER'))
  const values = filled.map(({ type }) => (/int|real/i.test(type) ? '7' : `'seven'`))
  const list = filled.map(({ name }) => `"${name}"`)
  connection.pragma('foreign_keys = OFF')
  connection.exec(`insert into "${table}" (${list.join()}) values (${values.join()})`)
}

describe('an older database', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hydraflow-old-'))
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))

  it.each(names.slice(0, -1).map((name, n) => [name, n + 1] as const))(
    'of %s keeps every row, and a checked copy is made first',
    async (_, count) => {
      const file = join(directory, 'hydraflow.db')
      const old = await oldDatabase(file, count)
      const tables = tablesOf(old)
      for (const table of tables) addRow(old, table)
      const rowsOf = (connection: SqliteDatabase.Database) =>
        tables.map((table) => [table, connection.prepare(`select count(*) from "${table}"`).pluck().get()])
      const before = rowsOf(old)
      await migrateSqlite(old, file)
      expect(rowsOf(old)).toEqual(before)
      const copy = `${file}.before-${names[count]}`
      expect(existsSync(copy)).toBe(true)
      const proof = new SqliteDatabase(copy, { readonly: true })
      expect(rowsOf(proof)).toEqual(before)
      proof.close()
      old.close()
    },
  )

  it('gives each image to the repositories whose ledger names it, and the rest to a change that was cut off', async () => {
    const file = join(directory, 'hydraflow.db')
    const old = await oldDatabase(file, names.indexOf('015-images-by-repository'))
    old.pragma('foreign_keys = OFF')
    const nameFile = old.prepare(
      `insert into "repo_change_file" ("changeId", "position", "repoId", "path", "action", "binary", "linesAdded",
        "linesRemoved", "beforeSha256", "afterSha256") values (?, 0, ?, 'a', 'modified', 0, 1, 1, ?, ?)`,
    )
    nameFile.run('c1', 'one', 'shared', 'after')
    nameFile.run('c2', 'other', 'new', 'shared')
    for (const name of ['shared', 'cut-off'])
      old.prepare(`insert into "repo_image" values (?, '', 'whole', x'01', 7)`).run(name)
    old.prepare(`insert into "repo_journal" values ('writing', 'c3', 'j', 't', '{"before":"shared"}', 7)`).run()
    await migrateSqlite(old, file)
    const images = old.prepare(`select "repoId", "sha256" from "repo_image" order by "repoId", "sha256"`).raw().all()
    expect(images).toEqual([
      ['one', 'shared'],
      ['other', 'shared'],
      ['writing', 'cut-off'],
      ['writing', 'shared'],
    ])
    old.close()
  })
})
