import SqliteDatabase from 'better-sqlite3'
import { type ErrorReason, type HistoryFormat, HydraFlowError } from '../../contract/index.ts'
import { chromium } from './chromium.ts'
import { firefox } from './firefox.ts'
import { type Columns, type Position, type SourceFormat, type SourceVisit, largestInteger } from './source.ts'

const formats: readonly SourceFormat[] = [chromium, firefox]

/** A history database that is open, and ours to change: a copy. */
export interface Source {
  readonly format: HistoryFormat
  /** Every visit of the file, kept or not. */
  readonly visits: number
  /** The next visits behind `after`, from the start for null; none at the end. */
  read(after: Position | null, limit: number): SourceVisit[]
  close(): void
}

/** Opens a copy of a source, letting its journal roll back and its log roll in, and checks that it is sound. */
export function openSource(file: string): Source {
  return translated(() => {
    const connection = new SqliteDatabase(file, { fileMustExist: true })
    try {
      return sourceOf(connection)
    } catch (error) {
      connection.close()
      throw error
    }
  })
}

function sourceOf(connection: SqliteDatabase.Database): Source {
  harden(connection)
  // What a crash loses here is copied again.
  connection.pragma('synchronous = OFF')
  const problems = connection.pragma('quick_check(1)', { simple: true })
  if (problems !== 'ok') throw new HydraFlowError('IMPORT_FILE_DAMAGED', undefined, { problem: String(problems) })
  const columns = columnsOf(connection)
  const format = requireFormat(columns)
  requireExactIds(connection, format)
  for (const column of format.lookedUp)
    if (columns.get(format.visits)?.has(column)) indexColumn(connection, format.visits, column)
  orderUrls(connection, format)
  const read = reader(connection, format, columns)
  return {
    format: format.format,
    visits: connection.prepare(`select count(*) from ${format.visits}`).pluck().get() as number,
    read: (after, limit) => translated(() => read(after, limit)),
    close: () => void connection.close(),
  }
}

/** Says what a copy is from its tables alone: quick, however large it is. */
export function detectFormat(file: string): HistoryFormat {
  return translated(() => {
    const connection = new SqliteDatabase(file, { fileMustExist: true })
    try {
      harden(connection)
      connection.pragma('synchronous = OFF')
      return requireFormat(columnsOf(connection)).format
    } finally {
      connection.close()
    }
  })
}

/** The file comes from anywhere: its schema may run nothing. */
function harden(connection: SqliteDatabase.Database) {
  connection.pragma('trusted_schema = OFF')
  connection.pragma('cell_size_check = ON')
  connection.pragma('cache_size = -16384')
}

/** Real tables only: a view or a virtual table could answer without end. */
function columnsOf(connection: SqliteDatabase.Database): Columns {
  const rows = connection
    .prepare<[], [string, string]>(
      `select t.name, c.name from sqlite_schema t, pragma_table_info(t.name) c
       where t.type = 'table' and t.name in ('urls', 'visits', 'moz_places', 'moz_historyvisits')
         and t.sql not like 'create virtual%'`,
    )
    .raw()
    .all()
  return new Map(
    [...Map.groupBy(rows, ([table]) => table)].map(([table, found]) => [
      table,
      new Set(found.map(([, column]) => column)),
    ]),
  )
}

function requireFormat(columns: Columns): SourceFormat {
  const format = formats.find((one) => one.fits(columns))
  if (!format) throw new HydraFlowError('IMPORT_FILE_UNKNOWN')
  return format
}

/** The order of reading rests on these numbers; browsers count them from 1. */
function requireExactIds(connection: SqliteDatabase.Database, { visits, visitUrl }: SourceFormat) {
  const outside = ['id', visitUrl].flatMap((column) => [`${column} > ${largestInteger}`, `${column} < 0`])
  outside.push(`typeof(id) <> 'integer'`)
  const query = outside.map((condition) => `exists (select 1 from ${visits} where ${condition})`).join(' or ')
  if (connection.prepare(`select ${query}`).pluck().get() === 1) {
    throw new HydraFlowError('IMPORT_FILE_DAMAGED', 'The database numbers its visits in a way no browser does.')
  }
}

function indexColumn(connection: SqliteDatabase.Database, table: string, column: string) {
  const known = connection
    .prepare(
      `select 1 from pragma_index_list(?) l, pragma_index_info(l.name) i where i.seqno = 0 and i.name = ? and l.partial = 0
       and not exists (select 1 from pragma_index_info(l.name) more where more.seqno > 0)`,
    )
    .get(table, column)
  if (!known) connection.exec(`create index if not exists "hydraflow_${column}" on "${table}" ("${column}")`)
}

type Row = [
  number,
  number | null,
  number | null,
  number | null,
  unknown,
  unknown,
  number | null,
  number | null,
  number | null,
  0 | 1,
  unknown,
]

/**
 * Numbers the URLs in the order of their texts. Read so, the pages of one host and the visits of one page come together,
 * and most of what an import writes lies side by side in the tables and indexes it goes into. The same copy gives the same
 * numbers whenever it is opened. They are kept beside it: the file may hold a table of that name, with anything in it.
 */
function orderUrls(connection: SqliteDatabase.Database, { visits, urls, visitUrl }: SourceFormat) {
  connection.exec(`create temp table hydraflow_place (place integer primary key, url integer not null);
    insert into temp.hydraflow_place (url)
      select v.url from (select distinct ${visitUrl} as url from ${visits} where ${visitUrl} is not null) v
      left join ${urls} u on u.id = v.url
      order by u.url, v.url`)
}

function reader(connection: SqliteDatabase.Database, format: SourceFormat, columns: Columns) {
  const { visits, urls, visitUrl } = format
  const fields = format.fields(columns)
  const title = columns.get(urls)?.has('title') ? 'substr(u.title, 1, 4000)' : 'null'
  const referrerAt = `(select ${fields.visitedAt.replaceAll(/\bv\./g, 'r.')} from ${visits} r where r.id = ${fields.referrer})`
  // One more character than a URL may have is enough to see that it is too long.
  const select = (place: string) => `select v.id, ${place}, ${fields.referrer}, ${referrerAt}, substr(u.url, 1, 8200),
    ${title}, ${fields.visitedAt}, ${fields.transition}, ${fields.durationMs}, ${fields.hidden}, ${fields.device}`
  const withoutUrl = connection
    .prepare<number[], Row>(
      `${select('null')} from ${visits} v left join ${urls} u on u.id = v.${visitUrl}
       where v.${visitUrl} is null and v.id > ? order by v.id limit ?`,
    )
    .raw()
  const withUrl = connection
    .prepare<number[], Row>(
      `${select('o.place')} from temp.hydraflow_place o cross join ${visits} v on v.${visitUrl} = o.url
       left join ${urls} u on u.id = o.url
       where o.place >= ? and (o.place > ? or v.id > ?) order by o.place, v.id limit ?`,
    )
    .raw()
  return (after: Position | null, limit: number): SourceVisit[] => {
    const [place, visit] = after?.place == null ? [-1, -1] : [after.place, after.visit]
    const first = place === -1 ? withoutUrl.all(after?.visit ?? -1, limit) : []
    const rows = first.length > 0 ? first : withUrl.all(place, place, visit, limit)
    return rows.map(visitFromRow)
  }
}

const textOr = <Else>(value: unknown, otherwise: Else): string | Else => (typeof value === 'string' ? value : otherwise)

const visitFromRow = (row: Row): SourceVisit => ({
  sourceVisitId: row[0],
  place: row[1],
  sourceReferrerId: row[2],
  sourceReferrerAt: row[3],
  url: textOr(row[4], null),
  title: textOr(row[5], ''),
  visitedAt: row[6],
  transition: row[7],
  durationMs: row[8],
  hidden: row[9],
  device: textOr(row[10], null),
})

const reasonsByCode: Readonly<Record<string, ErrorReason>> = {
  SQLITE_CANTOPEN: 'IMPORT_FILE_UNREADABLE',
  SQLITE_PERM: 'IMPORT_FILE_UNREADABLE',
}

/** What SQLite says of a file that begins as a database does; a full disk and the like are no fault of the file. */
function translated<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof SqliteDatabase.SqliteError)) throw error
    const { code, message } = error
    if (code === 'SQLITE_FULL' || code === 'SQLITE_NOMEM' || code.startsWith('SQLITE_IOERR')) throw error
    throw new HydraFlowError(
      reasonsByCode[code] ?? 'IMPORT_FILE_DAMAGED',
      undefined,
      { problem: message },
      { cause: error },
    )
  }
}
