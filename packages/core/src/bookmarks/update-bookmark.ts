import { type Bookmark, HydraFlowError, type UpdateBookmark } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { requirePageUrl } from '../pages/ensure-page.ts'
import { ensureHost, forgetEmptyHosts } from '../pages/hosts.ts'
import { urlHash } from '../pages/page-url.ts'
import { findInFolder } from './create-bookmark.ts'
import { getBookmark, requireFolder } from './reader.ts'
import { indexBookmark, setTags } from './writer.ts'

/** Changes or moves a bookmark; null clears a field. */
export async function updateBookmark({ database, clock }: Deps, input: UpdateBookmark): Promise<Bookmark> {
  const { id, tags, url: givenUrl, ...fields } = input
  return await database.transact(async (tx) => {
    // The row is locked before it is read: of two changes at once the second keeps what the first one wrote.
    const place = await tx
      .updateTable('bookmark')
      .set({ updatedAt: clock.now() })
      .where('id', '=', id)
      .returning('hostId')
      .executeTakeFirst()
    const before = await getBookmark(tx, id)
    await requireFolder(tx, fields.folderId)
    const { url, host } = requirePageUrl(givenUrl ?? before.url)
    const folderId = fields.folderId === undefined ? before.folderId : fields.folderId
    const there = await findInFolder(tx, folderId, url)
    if (there && there.id !== id) throw new HydraFlowError('BOOKMARK_EXISTS', undefined, { id: there.id })
    const hostId = await ensureHost(tx, host)
    await tx
      .updateTable('bookmark')
      .set({ ...fields, url, urlHash: urlHash(url), hostId })
      .where('id', '=', id)
      .execute()
    if (place && place.hostId !== hostId) await forgetEmptyHosts(tx, [place.hostId])
    if (tags) await setTags(tx, id, tags)
    const bookmark = await getBookmark(tx, id)
    await indexBookmark(tx, hostId, bookmark)
    return bookmark
  })
}
