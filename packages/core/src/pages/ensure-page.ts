import { type Tx, statement } from '@hydraflow/db'
import { HydraFlowError } from '../contract/index.ts'
import type { Micros } from '../kernel/time.ts'
import { indexText, urlText } from '../search/words.ts'
import { ensureHost } from './hosts.ts'
import { type PageUrl, readPageUrl, urlHash } from './page-url.ts'

export interface KnownPage {
  readonly id: number
  readonly hostId: number
  readonly title: string
}

/** The parts of a web URL; throws `URL_NOT_SUPPORTED` for any other text. */
export function requirePageUrl(text: string): PageUrl {
  const read = readPageUrl(text)
  if (typeof read === 'object') return read
  const why = {
    not_web: 'it is neither http nor https',
    url_too_long: 'it is longer than 8,192 characters',
    url_invalid: 'it is no valid URL',
  }[read]
  const message = `url: ${why}`
  throw new HydraFlowError('URL_NOT_SUPPORTED', message, { issues: [{ path: 'url', message: why }] })
}

const selectPage = statement<{ urlHash: string }>()((db, slots) =>
  db.selectFrom('page').select(['id', 'hostId', 'title']).where('urlHash', '=', slots.urlHash),
)

interface NewPage {
  url: string
  urlHash: string
  title: string
  hostId: number
  at: number
}

/** Someone else may add the same page in the same moment; then theirs is the one. */
const insertPage = statement<NewPage>()((db, slots) =>
  db
    .insertInto('page')
    .values({
      url: slots.url,
      urlHash: slots.urlHash,
      title: slots.title,
      hostId: slots.hostId,
      visitCount: 0,
      firstSeenAt: slots.at,
      lastSeenAt: slots.at,
    })
    .onConflict((conflict) => conflict.column('urlHash').doNothing())
    .returning('id'),
)

const insertDocument = statement<{
  itemId: string
  pageId: number
  hostId: number
  time: number
  title: string
  body: string
}>()((db, slots) =>
  db.insertInto('search_document').values({
    kind: 'page',
    itemId: slots.itemId,
    pageId: slots.pageId,
    hostId: slots.hostId,
    time: slots.time,
    title: slots.title,
    body: slots.body,
  }),
)

/** The page of a URL, which is made and made findable if it is not there. */
export async function ensurePage(tx: Tx, { pageUrl, host }: PageUrl, title: string, at: Micros): Promise<KnownPage> {
  const key = { urlHash: urlHash(pageUrl) }
  const known = (await selectPage(tx, key)).rows[0]
  if (known) return known
  const hostId = await ensureHost(tx, host)
  const [added] = (await insertPage(tx, { ...key, url: pageUrl, title, hostId, at })).rows
  if (!added) return await ensurePage(tx, { pageUrl, host, url: pageUrl }, title, at)
  await insertDocument(tx, {
    itemId: String(added.id),
    pageId: added.id,
    hostId,
    time: at,
    title: indexText(title),
    body: indexText(urlText(pageUrl)),
  })
  return { id: added.id, hostId, title }
}

/** Gives the page a newer title, and search with it. */
export async function retitlePage(tx: Tx, pageId: number, title: string): Promise<void> {
  await tx.updateTable('page').set({ title }).where('id', '=', pageId).execute()
  await tx
    .updateTable('search_document')
    .set({ title: indexText(title) })
    .where('kind', '=', 'page')
    .where('itemId', '=', String(pageId))
    .execute()
}
