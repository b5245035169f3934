import { type Look, type Tables, statement } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { ListTabs, Tab, Visit } from '../contract/index.ts'
import { loadVisits } from '../history/reader.ts'
import { notFound } from '../kernel/errors.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros, isoOrNull } from '../kernel/time.ts'

type TabRow = Selectable<Tables['tab']>

const visitsShown = 5

export async function findTab(look: Look, id: string): Promise<Tab | undefined> {
  const row = await look.selectFrom('tab').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const [tab] = await tabsFromRows(look, [row])
  return tab
}

export async function getTab(look: Look, id: string): Promise<Tab> {
  const tab = await findTab(look, id)
  if (!tab) throw notFound('TAB_NOT_FOUND', id)
  return tab
}

export async function listTabs(look: Look, { limit, cursor, closed = false, windowId, threadId }: ListTabs) {
  let query = look
    .selectFrom('tab')
    .selectAll()
    .orderBy('lastActiveAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  query = closed ? query.where('closedAt', 'is not', null) : query.where('closedAt', 'is', null)
  if (windowId !== undefined) query = query.where('windowId', '=', windowId)
  if (threadId !== undefined) query = query.where('threadId', '=', threadId)
  if (cursor) {
    const [lastActiveAt, id] = keyFrom(cursor, 'number', 'string')
    query = query.where((eb) => eb(eb.refTuple('lastActiveAt', 'id'), '<', eb.tuple(lastActiveAt, id)))
  }
  const page = pageFrom(
    await query.execute(),
    limit,
    (row) => [row.lastActiveAt, row.id],
    (row) => row,
  )
  return { items: await tabsFromRows(look, page.items), nextCursor: page.nextCursor }
}

async function tabsFromRows(look: Look, rows: readonly TabRow[]): Promise<Tab[]> {
  if (rows.length === 0) return []
  const threads = await threadsById(
    look,
    rows.flatMap(({ threadId }) => threadId ?? []),
  )
  const pages = await pagesById(
    look,
    rows.flatMap(({ pageId }) => pageId ?? []),
  )
  const visits = await lastVisitsByTab(
    look,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    id: row.id,
    windowId: row.windowId,
    index: row.position,
    title: row.title,
    url: row.url,
    favicon: row.favicon,
    active: row.active === 1,
    pinned: row.pinned === 1,
    openedAt: isoFromMicros(row.openedAt),
    lastActiveAt: isoFromMicros(row.lastActiveAt),
    closedAt: isoOrNull(row.closedAt),
    threadId: row.threadId,
    thread: row.threadId === null ? null : (threads.get(row.threadId) ?? null),
    page: row.pageId === null ? null : (pages.get(row.pageId) ?? null),
    lastVisits: visits.get(row.id) ?? [],
  }))
}

async function threadsById(look: Look, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, NonNullable<Tab['thread']>>()
  const rows = await look.selectFrom('thread').select(['id', 'title', 'messageCount']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function pagesById(look: Look, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, NonNullable<Tab['page']>>()
  const rows = await look.selectFrom('page').select(['id', 'url', 'title']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, url, title }) => [id, { id: String(id), url, title }]))
}

const selectLastVisits = statement<{ tabId: string }>()((db, slots) =>
  db
    .selectFrom('visit')
    .select('id')
    .where('tabId', '=', slots.tabId)
    .orderBy('visitedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(visitsShown),
)

/** A few steps along the index for each tab, then one query for all the visits. */
async function lastVisitsByTab(look: Look, tabIds: readonly string[]): Promise<Map<string, Visit[]>> {
  const ids: number[] = []
  for (const tabId of tabIds) ids.push(...(await selectLastVisits(look, { tabId })).rows.map(({ id }) => id))
  return Map.groupBy(await loadVisits(look, ids), ({ tabId }) => tabId ?? '')
}
