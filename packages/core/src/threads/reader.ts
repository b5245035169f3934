import type { Look, Tables } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { ListThreads, Thread } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { objectFrom } from '../kernel/json.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros, isoOrNull } from '../kernel/time.ts'

type ThreadRow = Selectable<Tables['thread']>
type BoundTab = Thread['boundTabs'][number]

export async function findThread(look: Look, id: string): Promise<Thread | undefined> {
  const row = await look.selectFrom('thread').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const tabs = await boundTabsByThread(look, [id])
  return threadFromRow(row, tabs.get(id))
}

export async function getThread(look: Look, id: string): Promise<Thread> {
  const thread = await findThread(look, id)
  if (!thread) throw notFound('THREAD_NOT_FOUND', id)
  return thread
}

/** Throws when there is no such thread; null and undefined are no thread and fine. */
export async function requireThread(look: Look, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return
  const row = await look.selectFrom('thread').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('THREAD_NOT_FOUND', id)
}

export async function listThreads(look: Look, { limit, cursor, origin }: ListThreads) {
  let query = look
    .selectFrom('thread')
    .selectAll()
    .orderBy('updatedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (origin !== undefined) query = query.where('origin', '=', origin)
  if (cursor) {
    const [updatedAt, id] = keyFrom(cursor, 'number', 'string')
    query = query.where((eb) => eb(eb.refTuple('updatedAt', 'id'), '<', eb.tuple(updatedAt, id)))
  }
  const rows = await query.execute()
  const tabs = await boundTabsByThread(
    look,
    rows.map(({ id }) => id),
  )
  return pageFrom(
    rows,
    limit,
    (row) => [row.updatedAt, row.id],
    (row) => threadFromRow(row, tabs.get(row.id)),
  )
}

async function boundTabsByThread(look: Look, threadIds: readonly string[]): Promise<Map<string, BoundTab[]>> {
  const byThread = new Map<string, BoundTab[]>()
  if (threadIds.length === 0) return byThread
  const rows = await look
    .selectFrom('tab')
    .select(['id', 'title', 'url', 'threadId'])
    .where('threadId', 'in', threadIds)
    .orderBy('lastActiveAt', 'desc')
    .execute()
  for (const { threadId, ...tab } of rows) {
    if (threadId === null) continue
    byThread.set(threadId, [...(byThread.get(threadId) ?? []), tab])
  }
  return byThread
}

const threadFromRow = (row: ThreadRow, boundTabs: BoundTab[] = []): Thread => ({
  id: row.id,
  title: row.title,
  description: row.description,
  origin: row.origin,
  metadata: objectFrom(row.metadata),
  messageCount: row.messageCount,
  boundTabs,
  createdAt: isoFromMicros(row.createdAt),
  updatedAt: isoFromMicros(row.updatedAt),
  lastUserMessageAt: isoOrNull(row.lastUserMessageAt),
  lastAssistantMessageAt: isoOrNull(row.lastAssistantMessageAt),
})
