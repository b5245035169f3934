import { type Tx, lockRows, statement } from '@hydraflow/db'
import { type RecordVisit, type RecordedVisit, transitions } from '../contract/index.ts'
import { countDay } from '../kernel/daily-count.ts'
import type { Deps } from '../kernel/deps.ts'
import { type Micros, microsFromIso } from '../kernel/time.ts'
import { type KnownPage, ensurePage, requirePageUrl, retitlePage } from '../pages/ensure-page.ts'
import { type PageUrl, urlHash } from '../pages/page-url.ts'
import { moveTab, requireTab } from '../tabs/writer.ts'
import { getVisit, numericId } from './reader.ts'

interface NewVisit {
  pageId: number
  hostId: number
  url: string | null
  urlVariant: string
  visitedAt: number
  transition: number | null
  durationMs: number | null
  hidden: 0 | 1
  device: string | null
  tabId: string | null
  referrerVisitId: number | null
}

const insertVisit = statement<NewVisit>()((db, slots) =>
  db
    .insertInto('visit')
    .values({
      pageId: slots.pageId,
      hostId: slots.hostId,
      url: slots.url,
      urlVariant: slots.urlVariant,
      visitedAt: slots.visitedAt,
      transition: slots.transition,
      durationMs: slots.durationMs,
      hidden: slots.hidden,
      device: slots.device,
      tabId: slots.tabId,
      referrerVisitId: slots.referrerVisitId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)

const countVisit = statement<{ id: number; at: number }>()((db, slots) =>
  db
    .updateTable('page')
    .set((eb) => ({
      visitCount: eb('visitCount', '+', 1),
      firstSeenAt: eb
        .case()
        .when('visitCount', '=', 0)
        .then(slots.at)
        .when('firstSeenAt', '>', slots.at)
        .then(slots.at)
        .else(eb.ref('firstSeenAt'))
        .end(),
      lastSeenAt: eb
        .case()
        .when('visitCount', '=', 0)
        .then(slots.at)
        .when('lastSeenAt', '<', slots.at)
        .then(slots.at)
        .else(eb.ref('lastSeenAt'))
        .end(),
    }))
    .where('id', '=', slots.id)
    .returning(['title', 'lastSeenAt']),
)

/** Records a visit: page made or found, visit counted once, the tab moved. The same URL at the same time changes nothing. */
export async function recordVisit({ database, clock }: Deps, input: RecordVisit): Promise<RecordedVisit> {
  const url = requirePageUrl(input.url)
  const referrerVisitId = input.referrerVisitId === undefined ? null : numericId(input.referrerVisitId)
  return await database.transact(async (tx) => {
    if (input.tabId !== undefined) await requireTab(tx, input.tabId)
    if (input.referrerVisitId !== undefined) await getVisit(tx, input.referrerVisitId)
    const visitedAt = input.visitedAt === undefined ? clock.now() : microsFromIso(input.visitedAt)
    const page = await ensurePage(tx, url, input.title ?? '', visitedAt)
    const { id, created } = await addOrSeeAgain(tx, newVisit(input, url, page, visitedAt, referrerVisitId))
    if (created) {
      await countOnPage(tx, page.id, input.title, visitedAt)
      if (input.tabId !== undefined)
        await moveTab(tx, input.tabId, {
          pageId: page.id,
          url: url.url,
          title: input.title ?? page.title,
          at: visitedAt,
        })
      await countDay(tx, 'visit', visitedAt, 1)
    }
    return { ...(await getVisit(tx, String(id))), created }
  })
}

/** The URL as visited is kept only where it says more than the page's. */
export const visitUrl = ({ url, pageUrl }: PageUrl): { url: string | null; urlVariant: string } =>
  url === pageUrl ? { url: null, urlVariant: '' } : { url, urlVariant: urlHash(url) }

const newVisit = (
  { transition, durationMs, hidden, device, tabId }: RecordVisit,
  url: PageUrl,
  page: KnownPage,
  visitedAt: Micros,
  referrerVisitId: number | null,
): NewVisit => ({
  ...visitUrl(url),
  pageId: page.id,
  hostId: page.hostId,
  visitedAt,
  transition: transition === undefined ? null : transitions.indexOf(transition),
  durationMs: durationMs ?? null,
  hidden: hidden ? 1 : 0,
  device: device ?? null,
  tabId: tabId ?? null,
  referrerVisitId,
})

/** When only imports knew the visit, live recording has now seen it too. */
async function addOrSeeAgain(tx: Tx, visit: NewVisit): Promise<{ id: number; created: boolean }> {
  const [added] = (await insertVisit(tx, visit)).rows
  if (added) return { id: added.id, created: true }
  const known = await findLocked(tx, visit)
  // Deleted between the two looks, which on PostgreSQL can be: then it is new after all.
  if (!known) return await addOrSeeAgain(tx, visit)
  if (known.batchId !== null) {
    await tx
      .insertInto('visit_sighting')
      .values({ visitId: known.id, batchId: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  return { id: known.id, created: false }
}

/** Locked, it stays; whose it is, is read after that: an import that is taken back may have handed it on meanwhile. */
async function findLocked(tx: Tx, { pageId, visitedAt, urlVariant }: NewVisit) {
  const find = () =>
    tx
      .selectFrom('visit')
      .select(['id', 'batchId'])
      .where('pageId', '=', pageId)
      .where('visitedAt', '=', visitedAt)
      .where('urlVariant', '=', urlVariant)
      .executeTakeFirst()
  const seen = await find()
  if (!seen) return undefined
  await lockRows(tx, 'visit', [seen.id])
  const locked = await find()
  return locked?.id === seen.id ? locked : undefined
}

/** Counts a new visit of a page; the newest of all visits names it. */
async function countOnPage(tx: Tx, id: number, title: string | undefined, at: Micros) {
  const [page] = (await countVisit(tx, { id, at })).rows
  if (page && title && title !== page.title && at >= page.lastSeenAt) await retitlePage(tx, id, title)
}
