import type { Database, Look } from '@hydraflow/db'
import { sql } from 'kysely'
import type { ListPages, Page } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { holdsTerms } from '../search/holds-terms.ts'
import { parseQuery } from '../search/parse-query.ts'
import { hostIdsBelow, hostIdsExactly } from './hosts.ts'

const selectPages = (look: Look) =>
  look
    .selectFrom('page')
    .innerJoin('host', 'host.id', 'page.hostId')
    .select([
      'page.id',
      'page.url',
      'page.title',
      'host.name as host',
      'page.visitCount',
      'page.firstSeenAt',
      'page.lastSeenAt',
    ])

type PageRow = Awaited<ReturnType<ReturnType<typeof selectPages>['execute']>>[number]

export async function getPage(look: Look, id: string): Promise<Page> {
  const row = /^\d{1,15}$/.test(id)
    ? await selectPages(look).where('page.id', '=', Number(id)).executeTakeFirst()
    : undefined
  if (!row) throw notFound('PAGE_NOT_FOUND', id)
  return pageOfRow(row)
}

export async function listPages(database: Database, { limit, cursor, host, subdomains, query: text }: ListPages) {
  let query = selectPages(database.look)
    .orderBy('page.lastSeenAt', 'desc')
    .orderBy('page.id', 'desc')
    .limit(limit + 1)
  if (host !== undefined) {
    const hostIds = subdomains ? await hostIdsBelow(database.look, [host]) : await hostIdsExactly(database.look, host)
    if (hostIds.length === 0) return { items: [], nextCursor: null }
    query = query.where('page.hostId', 'in', hostIds)
  }
  const { terms } = parseQuery(text ?? '', { prefix: true })
  if (terms.length > 0) {
    await database.searchable()
    query = query.where(holdsTerms(database, { kind: 'page', key: 'd.pageId', column: sql`"page"."id"` }, terms))
  } else if (text?.trim()) return { items: [], nextCursor: null }
  if (cursor) {
    const [lastSeenAt, id] = keyFrom(cursor, 'number', 'number')
    query = query.where((eb) => eb(eb.refTuple('page.lastSeenAt', 'page.id'), '<', eb.tuple(lastSeenAt, id)))
  }
  return pageFrom(await query.execute(), limit, (row) => [row.lastSeenAt, row.id], pageOfRow)
}

const pageOfRow = (row: PageRow): Page => ({
  id: String(row.id),
  url: row.url,
  title: row.title,
  host: row.host,
  visitCount: row.visitCount,
  firstSeenAt: isoFromMicros(row.firstSeenAt),
  lastSeenAt: isoFromMicros(row.lastSeenAt),
})
