import type { Look } from '@hydraflow/db'
import type { SearchKind } from '../contract/index.ts'
import { urlText } from './words.ts'

/** What a hit shows of its item. */
export interface ShownItem {
  readonly title: string
  readonly body: string
  readonly url: string | null
  readonly threadId: string | null
}

const noUrl = { url: null as string | null }
const noThread = { threadId: null as string | null }

type Loader = (look: Look, ids: string[]) => Promise<(ShownItem & { id: string })[]>

const loaders: Record<SearchKind, Loader> = {
  page: async (look, ids) => {
    const rows = await look
      .selectFrom('page')
      .select(['id', 'title', 'url'])
      .where('id', 'in', ids.map(Number))
      .execute()
    return rows.map(({ id, title, url }) => ({ id: String(id), title, body: urlText(url), url, ...noThread }))
  },
  message: async (look, ids) => {
    const rows = await look
      .selectFrom('message')
      .innerJoin('thread', 'thread.id', 'message.threadId')
      .select(['message.id', 'message.content', 'message.threadId', 'thread.title'])
      .where('message.id', 'in', ids)
      .execute()
    return rows.map(({ id, title, content, threadId }) => ({ id, title, body: content, threadId, ...noUrl }))
  },
  task: async (look, ids) => {
    const rows = await look
      .selectFrom('task')
      .select(['id', 'title', 'description', 'owner', 'threadId'])
      .where('id', 'in', ids)
      .execute()
    return rows.map(({ id, title, description, owner, threadId }) => ({
      id,
      title,
      body: lines(description, owner),
      threadId,
      ...noUrl,
    }))
  },
  memory: async (look, ids) => {
    const rows = await look
      .selectFrom('memory')
      .select(['id', 'key', 'value', 'threadId'])
      .where('id', 'in', ids)
      .execute()
    return rows.map(({ id, key, value, threadId }) => ({ id, title: key, body: value, threadId, ...noUrl }))
  },
  bookmark: async (look, ids) => {
    const rows = await look
      .selectFrom('bookmark')
      .select(['id', 'title', 'url', 'description'])
      .where('id', 'in', ids)
      .execute()
    const tags = await look
      .selectFrom('bookmark_tag')
      .select(['bookmarkId', 'tag'])
      .where('bookmarkId', 'in', ids)
      .orderBy('position')
      .execute()
    const tagsOf = Map.groupBy(tags, ({ bookmarkId }) => bookmarkId)
    return rows.map(({ id, title, url, description }) => {
      const body = lines(description, ...(tagsOf.get(id) ?? []).map(({ tag }) => tag), urlText(url))
      return { id, title, body, url, ...noThread }
    })
  },
}

/** The same parts that the index has of the item, so that what matched can be shown. */
const lines = (...parts: (string | null)[]): string => parts.filter(Boolean).join('\n')

/** Reads the items of hits, one query for each kind; the key is kind and id, as `itemKey` makes it. */
export async function loadItems(
  look: Look,
  hits: readonly { kind: SearchKind; itemId: string }[],
): Promise<Map<string, ShownItem>> {
  const items = new Map<string, ShownItem>()
  for (const [kind, ofKind] of Map.groupBy(hits, (hit) => hit.kind)) {
    const rows = await loaders[kind](
      look,
      ofKind.map(({ itemId }) => itemId),
    )
    for (const { id, ...item } of rows) items.set(itemKey({ kind, itemId: id }), item)
  }
  return items
}

export const itemKey = ({ kind, itemId }: { kind: SearchKind; itemId: string }): string => `${kind}:${itemId}`
