import type { Tx } from '@hydraflow/db'
import type { Bookmark, CreateBookmark } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { microsFromIso } from '../kernel/time.ts'
import { requirePageUrl } from '../pages/ensure-page.ts'
import { ensureHost } from '../pages/hosts.ts'
import { urlHash } from '../pages/page-url.ts'
import { findBookmark, getBookmark, requireFolder } from './reader.ts'
import { indexBookmark, setTags } from './writer.ts'

/** Makes a bookmark; one of this id, or of this address in this folder, is returned as it is. */
export async function createBookmark({ database, clock, newId }: Deps, input: CreateBookmark): Promise<Bookmark> {
  const { url, host } = requirePageUrl(input.url)
  return await database.transact(async (tx) => {
    await requireFolder(tx, input.folderId)
    const known =
      (input.id && (await findBookmark(tx, input.id))) || (await findInFolder(tx, input.folderId ?? null, url))
    if (known) return known
    const id = input.id ?? newId()
    const now = clock.now()
    const hostId = await ensureHost(tx, host)
    await tx
      .insertInto('bookmark')
      .values({
        id,
        url,
        urlHash: urlHash(url),
        hostId,
        title: input.title ?? '',
        description: input.description ?? null,
        folderId: input.folderId ?? null,
        createdAt: input.createdAt === undefined ? now : microsFromIso(input.createdAt),
        updatedAt: now,
      })
      .execute()
    await setTags(tx, id, input.tags ?? [])
    const bookmark = await getBookmark(tx, id)
    await indexBookmark(tx, hostId, bookmark)
    return bookmark
  })
}

/** The bookmark of this address in this folder, if there is one. */
export async function findInFolder(tx: Tx, folderId: string | null, url: string): Promise<Bookmark | undefined> {
  const row = await tx
    .selectFrom('bookmark')
    .select('id')
    .where('urlHash', '=', urlHash(url))
    .where((eb) => eb(eb.fn.coalesce('folderId', eb.val('')), '=', folderId ?? ''))
    .executeTakeFirst()
  return row && (await getBookmark(tx, row.id))
}
