import SqliteDatabase from 'better-sqlite3'
import pg from 'pg'
import { openDatabase } from '../open.ts'

// Migrates the database named and is killed at the statement of the given number, as by a power cut.
const [location = '', deadly = '0'] = process.argv.slice(2)
let statements = 0

function count() {
  statements += 1
  if (statements === Number(deadly)) process.kill(process.pid, 'SIGKILL')
}

const exec = SqliteDatabase.prototype.exec
SqliteDatabase.prototype.exec = function (this: SqliteDatabase.Database, source: string) {
  count()
  return exec.call(this, source)
}
const query = pg.Client.prototype.query as (...parameters: unknown[]) => unknown
pg.Client.prototype.query = function (this: pg.Client, ...parameters: unknown[]) {
  count()
  return query.apply(this, parameters)
} as never

await (await openDatabase(location)).close()
process.send?.(statements)
