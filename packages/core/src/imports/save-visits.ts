import { type Tx, insertRows, lockRows } from '@hydraflow/db'
import { countDays, timesByDay } from '../kernel/daily-count.ts'
import { type PageTouch, type SavedPage, type SeenPage, savePages, touchPages } from '../pages/save-pages.ts'
import { findKnownVisits, identityKey } from './known-visits.ts'
import { type WebVisit, visitKey } from './read-visits.ts'

export interface SavedVisits {
  readonly inserted: number
  readonly pagesInserted: number
}

/** Adds the visits that are not there yet, with their pages; of the others it is noted that this batch saw them too. */
export async function saveVisits(tx: Tx, batchId: number, visits: readonly WebVisit[]): Promise<SavedVisits> {
  const distinct = distinctVisits(visits)
  const seen = pagesOf(distinct)
  const pages = await savePages(tx, seen)
  const rows = distinct.map((visit) => rowOf(visit, savedPage(pages, visit), batchId))
  const added = await addOrSee(tx, batchId, rows)
  const fresh = added === 'all' ? distinct : distinct.filter((_, n) => added.has(identityKey(rows[n] as VisitRow)))
  await touchPages(tx, touchesOf(fresh, pages))
  await countDays(
    tx,
    'visit',
    timesByDay(
      fresh.map(({ visitedAt }) => visitedAt),
      1,
    ),
  )
  return { inserted: fresh.length, pagesInserted: seen.filter(({ urlHash }) => pages.get(urlHash)?.inserted).length }
}

/**
 * Each visit once. A browser that is led from a URL to the same URL within a microsecond keeps both ends of that: what a
 * person saw is the one that is not hidden.
 */
function distinctVisits(visits: readonly WebVisit[]): WebVisit[] {
  const distinct = new Map<string, WebVisit>()
  for (const visit of visits) {
    const known = distinct.get(visitKey(visit))
    if (!known || known.hidden > visit.hidden) distinct.set(visitKey(visit), visit)
  }
  return [...distinct.values()]
}

const columnNames = [
  'pageId',
  'hostId',
  'url',
  'urlVariant',
  'visitedAt',
  'transition',
  'durationMs',
  'hidden',
  'device',
  'batchId',
  'sourceVisitId',
  'sourceReferrerId',
  'sourceReferrerAt',
] as const

type VisitRow = ReturnType<typeof rowOf>

const rowOf = (visit: WebVisit, { id, hostId }: SavedPage, batchId: number) => ({
  pageId: id,
  hostId,
  url: visit.url,
  urlVariant: visit.urlVariant,
  visitedAt: visit.visitedAt,
  transition: visit.transition,
  durationMs: visit.durationMs,
  hidden: visit.hidden,
  device: visit.device,
  batchId,
  sourceVisitId: visit.sourceVisitId,
  sourceReferrerId: visit.sourceReferrerId,
  sourceReferrerAt: visit.sourceReferrerAt,
})

function savedPage(pages: ReadonlyMap<string, SavedPage>, { page }: WebVisit): SavedPage {
  const saved = pages.get(page.urlHash)
  if (!saved) throw new Error('Every page of a batch was saved before its visits.')
  return saved
}

/** The pages of some visits: how often and when they were seen, and the title they had last. */
function pagesOf(visits: readonly WebVisit[]): SeenPage[] {
  const pages = new Map<string, { -readonly [K in keyof SeenPage]: SeenPage[K] } & { titleAt: number }>()
  for (const { page, title, visitedAt } of visits) {
    const known = pages.get(page.urlHash)
    if (!known) {
      const { url, urlHash, host } = page
      pages.set(urlHash, {
        url,
        urlHash,
        host,
        title,
        titleAt: visitedAt,
        visitCount: 1,
        firstSeenAt: visitedAt,
        lastSeenAt: visitedAt,
      })
      continue
    }
    known.visitCount++
    if (visitedAt < known.firstSeenAt) known.firstSeenAt = visitedAt
    if (visitedAt > known.lastSeenAt) known.lastSeenAt = visitedAt
    if (title !== '' && (known.title === '' || visitedAt >= known.titleAt)) {
      known.title = title
      known.titleAt = visitedAt
    }
  }
  return [...pages.values()]
}

/** Pages that are new counted their visits when they were added. */
function touchesOf(fresh: readonly WebVisit[], pages: ReadonlyMap<string, SavedPage>): PageTouch[] {
  const old = fresh.filter((visit) => !savedPage(pages, visit).inserted)
  return pagesOf(old).flatMap(({ urlHash, visitCount, firstSeenAt, lastSeenAt, title }) => {
    const page = pages.get(urlHash)
    return page ? [{ id: page.id, visitsAdded: visitCount, firstSeenAt, lastSeenAt, title }] : []
  })
}

/** Adds the visits that are not there, notes the others, and returns what tells those apart that were added, or all. */
async function addOrSee(tx: Tx, batchId: number, rows: readonly VisitRow[]): Promise<ReadonlySet<string> | 'all'> {
  const added = new Set<string>()
  let left = rows
  while (left.length > 0) {
    const identities = await insertRows(tx, 'visit', left, {
      columns: columnNames,
      onConflict: 'on conflict ("pageId", "visitedAt", "urlVariant") do nothing',
      returning: ['pageId', 'visitedAt', 'urlVariant'],
    })
    if (identities.length === rows.length) return 'all'
    for (const identity of identities) added.add(identityKey(identity))
    // One that was deleted between the two looks, which on PostgreSQL can be, is new after all.
    left = await addSightings(
      tx,
      batchId,
      left.filter((row) => !added.has(identityKey(row))),
    )
  }
  return added
}

/** Notes that this batch saw the visits too; returns those that are not there. */
async function addSightings(tx: Tx, batchId: number, rows: readonly VisitRow[]): Promise<VisitRow[]> {
  if (rows.length === 0) return []
  const seen = await findKnownVisits(tx, rows)
  // Locked, they stay: another batch that is taken back would take along what it believes to be its own alone.
  const ids = new Set(
    await lockRows(
      tx,
      'visit',
      [...seen.values()].map(({ id }) => id),
    ),
  )
  const known = rows.flatMap((row) => {
    const visit = seen.get(identityKey(row))
    return visit && ids.has(visit.id) ? [{ row, visit }] : []
  })
  const sightings = known.flatMap(({ row, visit }) =>
    visit.batchId === batchId ? [] : [{ visitId: visit.id, batchId, sourceVisitId: row.sourceVisitId }],
  )
  const shown = known.filter(({ row, visit }) => visit.batchId === batchId && row.hidden === 0)
  for (const { row, visit } of shown) await showVisit(tx, visit.id, row)
  await insertRows(tx, 'visit_sighting', sightings, {
    columns: ['visitId', 'batchId', 'sourceVisitId'],
    onConflict: 'on conflict do nothing',
  })
  const found = new Set(known.map(({ row }) => row))
  return rows.filter((row) => !found.has(row))
}

/** Its other end came before, and was hidden. */
async function showVisit(tx: Tx, id: number, row: VisitRow): Promise<void> {
  const { transition, durationMs, hidden, sourceVisitId, sourceReferrerId, sourceReferrerAt } = row
  await tx
    .updateTable('visit')
    .set({ transition, durationMs, hidden, sourceVisitId, sourceReferrerId, sourceReferrerAt })
    .where('id', '=', id)
    .where('hidden', '=', 1)
    .execute()
}
