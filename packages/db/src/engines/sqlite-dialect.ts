import { setTimeout as delay } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** How long a writer waits for another process or thread before it gives up. */
const busyTimeoutMs = 30_000
const preparedStatements = 400

const isBusy = (error: unknown): boolean =>
  error instanceof SqliteDatabase.SqliteError && (error.code === 'SQLITE_BUSY' || error.code.startsWith('SQLITE_BUSY_'))

/** Tries again while another connection holds the lock, without ever blocking the event loop as SQLite's own timeout would. */
async function untilFree<T>(act: () => T): Promise<T> {
  const giveUpAt = Date.now() + busyTimeoutMs
  for (let attempt = 0; ; attempt++) {
    await delay(Math.min(1 + attempt, 10))
    try {
      return act()
    } catch (error) {
      if (!isBusy(error) || Date.now() > giveUpAt) throw error
    }
  }
}

/** One connection that keeps its prepared statements, the oldest-used leaving first. */
class SqliteConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase.Database
  readonly #statements = new Map<string, SqliteDatabase.Statement>()

  constructor(database: SqliteDatabase.Database) {
    this.#database = database
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const act = () => this.#run<R>(sql, parameters)
    try {
      return act()
    } catch (error) {
      if (!isBusy(error) || this.#database.inTransaction) throw error
      return await untilFree(act)
    }
  }

  #run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const statement = this.#prepare(sql)
    if (statement.reader) return { rows: statement.all(parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  #prepare(sql: string): SqliteDatabase.Statement {
    const known = this.#statements.get(sql)
    if (known) {
      this.#statements.delete(sql)
      this.#statements.set(sql, known)
      return known
    }
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    const oldest = this.#statements.keys().next().value
    if (this.#statements.size > preparedStatements && oldest !== undefined) this.#statements.delete(oldest)
    return statement
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Read lists by cursor; streaming would hold the only connection.')
  }
}

/** Hands the one connection from one user to the next, in the order they asked. */
class SqliteDriver implements Driver {
  readonly #database: SqliteDatabase.Database
  readonly #connection: SqliteConnection
  readonly #waiting: (() => void)[] = []
  #taken = false

  constructor(database: SqliteDatabase.Database) {
    this.#database = database
    this.#connection = new SqliteConnection(database)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#taken = true
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#taken = false
  }

  /** `immediate` takes the write lock at the start: a transaction that began can no longer be refused for being late. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(statement('begin immediate'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(statement('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // SQLite may have rolled back by itself, after a full disk for one.
    if (this.#database.inTransaction) await connection.executeQuery(statement('rollback'))
  }

  async destroy(): Promise<void> {
    this.#database.close()
  }
}

const statement = (sql: string) => ({ sql, parameters: [] }) as unknown as CompiledQuery

/**
 * Kysely over better-sqlite3. Unlike the dialect that comes with Kysely it keeps prepared statements, begins
 * transactions with the write lock and waits for other writers without blocking.
 */
export const sqliteDialect = (database: SqliteDatabase.Database): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new SqliteDriver(database),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
})
