import type { Tx } from '@hydraflow/db'
import type { Bookmark } from '../contract/index.ts'
import { microsFromIso } from '../kernel/time.ts'
import { forgetEmptyHosts } from '../pages/hosts.ts'
import { urlText } from '../search/words.ts'
import { removeDocuments, saveDocument } from '../search/documents.ts'

/** Gives a bookmark exactly these tags, in this order, each once. */
export async function setTags(tx: Tx, bookmarkId: string, tags: readonly string[]): Promise<void> {
  await tx.deleteFrom('bookmark_tag').where('bookmarkId', '=', bookmarkId).execute()
  const rows = [...new Set(tags)].map((tag, position) => ({ bookmarkId, tag, position }))
  if (rows.length > 0) await tx.insertInto('bookmark_tag').values(rows).execute()
}

/** Makes the bookmark findable by what it now says. */
export async function indexBookmark(tx: Tx, hostId: number, bookmark: Bookmark): Promise<void> {
  const body = [bookmark.description ?? '', ...bookmark.tags, urlText(bookmark.url)].join('\n')
  const time = microsFromIso(bookmark.createdAt)
  await saveDocument(tx, { kind: 'bookmark', itemId: bookmark.id, time, title: bookmark.title, body, hostId })
}

/** Deletes bookmarks with their tags, and the names of hosts that nothing else is on. */
export async function deleteBookmarks(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.deleteFrom('bookmark_tag').where('bookmarkId', 'in', ids).execute()
  const gone = await tx.deleteFrom('bookmark').where('id', 'in', ids).returning('hostId').execute()
  await removeDocuments(tx, 'bookmark', ids)
  const hostIds = [...new Set(gone.map(({ hostId }) => hostId))]
  if (hostIds.length > 0) await forgetEmptyHosts(tx, hostIds)
}
