import type { Database, Look } from '@hydraflow/db'
import { sql } from 'kysely'
import type { Bookmark, BookmarkFolder, ListBookmarks } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { holdsTerms } from '../search/holds-terms.ts'
import { parseQuery } from '../search/parse-query.ts'

const selectBookmarks = (look: Look) =>
  look
    .selectFrom('bookmark')
    .innerJoin('host', 'host.id', 'bookmark.hostId')
    .select([
      'bookmark.id',
      'bookmark.url',
      'host.name as host',
      'bookmark.title',
      'bookmark.description',
      'bookmark.folderId',
      'bookmark.createdAt',
      'bookmark.updatedAt',
    ])

type BookmarkRow = Awaited<ReturnType<ReturnType<typeof selectBookmarks>['execute']>>[number]

export async function findBookmark(look: Look, id: string): Promise<Bookmark | undefined> {
  const row = await selectBookmarks(look).where('bookmark.id', '=', id).executeTakeFirst()
  if (!row) return undefined
  return bookmarkFromRow(row, (await tagsByBookmark(look, [id])).get(id))
}

export async function getBookmark(look: Look, id: string): Promise<Bookmark> {
  const bookmark = await findBookmark(look, id)
  if (!bookmark) throw notFound('BOOKMARK_NOT_FOUND', id)
  return bookmark
}

export async function listBookmarks(database: Database, { limit, cursor, folderId, tag, query: text }: ListBookmarks) {
  const { look } = database
  let query = selectBookmarks(look)
    .orderBy('bookmark.createdAt', 'desc')
    .orderBy('bookmark.id', 'desc')
    .limit(limit + 1)
  if (folderId === null) query = query.where('bookmark.folderId', 'is', null)
  else if (folderId !== undefined) query = query.where('bookmark.folderId', '=', folderId)
  if (tag !== undefined) {
    query = query.where(
      'bookmark.id',
      'in',
      look.selectFrom('bookmark_tag').select('bookmarkId').where('tag', '=', tag),
    )
  }
  const { terms } = parseQuery(text ?? '', { prefix: true })
  if (terms.length > 0) {
    await database.searchable()
    query = query.where(
      holdsTerms(database, { kind: 'bookmark', key: 'd.itemId', column: sql`"bookmark"."id"` }, terms),
    )
  } else if (text?.trim()) return { items: [], nextCursor: null }
  if (cursor) {
    const [createdAt, id] = keyFrom(cursor, 'number', 'string')
    query = query.where((eb) => eb(eb.refTuple('bookmark.createdAt', 'bookmark.id'), '<', eb.tuple(createdAt, id)))
  }
  const rows = await query.execute()
  const tags = await tagsByBookmark(
    look,
    rows.map(({ id }) => id),
  )
  return pageFrom(
    rows,
    limit,
    (row) => [row.createdAt, row.id],
    (row) => bookmarkFromRow(row, tags.get(row.id)),
  )
}

async function tagsByBookmark(look: Look, ids: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await look
    .selectFrom('bookmark_tag')
    .select(['bookmarkId', 'tag'])
    .where('bookmarkId', 'in', ids)
    .orderBy('position')
    .execute()
  const tags = new Map<string, string[]>()
  for (const { bookmarkId, tag } of rows) tags.set(bookmarkId, [...(tags.get(bookmarkId) ?? []), tag])
  return tags
}

const bookmarkFromRow = (row: BookmarkRow, tags: string[] = []): Bookmark => ({
  ...row,
  tags,
  createdAt: isoFromMicros(row.createdAt),
  updatedAt: isoFromMicros(row.updatedAt),
})

/** Every folder, parents before their children, each level by name. */
export async function listFolders(look: Look): Promise<BookmarkFolder[]> {
  const rows = await look.selectFrom('bookmark_folder').selectAll().orderBy('name').execute()
  const counts = await bookmarkCounts(look)
  const byParent = Map.groupBy(rows, ({ parentId }) => parentId)
  const folders: BookmarkFolder[] = []
  const descend = (parentId: string | null, above: string[]) => {
    for (const { id, name, createdAt } of byParent.get(parentId) ?? []) {
      const path = [...above, name]
      folders.push({
        id,
        name,
        parentId,
        path,
        bookmarkCount: counts.get(id) ?? 0,
        createdAt: isoFromMicros(createdAt),
      })
      descend(id, path)
    }
  }
  descend(null, [])
  return folders
}

async function bookmarkCounts(look: Look): Promise<Map<string | null, number>> {
  const rows = await look
    .selectFrom('bookmark')
    .select(({ fn }) => ['folderId', fn.countAll<number>().as('count')])
    .groupBy('folderId')
    .execute()
  return new Map(rows.map(({ folderId, count }) => [folderId, count]))
}

export async function getFolder(look: Look, id: string): Promise<BookmarkFolder> {
  const folder = (await listFolders(look)).find((one) => one.id === id)
  if (!folder) throw notFound('FOLDER_NOT_FOUND', id)
  return folder
}

/** Throws when there is no such folder; null and undefined mean no folder and are fine. */
export async function requireFolder(look: Look, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return
  const row = await look.selectFrom('bookmark_folder').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('FOLDER_NOT_FOUND', id)
}
