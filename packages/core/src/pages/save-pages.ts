import { type Tx, insertRows, statement } from '@hydraflow/db'
import { batchesOf } from '../kernel/batches.ts'
import type { Micros } from '../kernel/time.ts'
import { indexText, urlText } from '../search/words.ts'
import { reversedHost } from './page-url.ts'

/** A page as a batch of visits knows it. */
export interface SeenPage {
  /** Normalised. */
  readonly url: string
  readonly urlHash: string
  readonly title: string
  readonly host: string
  readonly firstSeenAt: Micros
  readonly lastSeenAt: Micros
  readonly visitCount: number
}

export interface SavedPage {
  readonly id: number
  readonly hostId: number
  /** False when the page was there; then its counts and title are as they were. */
  readonly inserted: boolean
}

/** What new visits mean to a page that was there. */
export interface PageTouch {
  readonly id: number
  readonly visitsAdded: number
  readonly firstSeenAt: Micros
  readonly lastSeenAt: Micros
  /** Empty where the source knows none. */
  readonly title: string
}

/** One statement of a fixed text looks this many keys up; the places that are left stay null and match nothing. */
const keysPerLookUp = 100

const slotNames = Array.from({ length: keysPerLookUp }, (_, n) => `key${n}`)
const slotsFrom = (keys: readonly (string | number)[]) =>
  Object.fromEntries(slotNames.map((name, n) => [name, keys[n] ?? null]))
type Keys<T> = Record<string, T>

const pagesByHash = statement<Keys<string>>()((db, slots) =>
  db
    .selectFrom('page')
    .select(['id', 'hostId', 'urlHash'])
    .where(
      'urlHash',
      'in',
      slotNames.map((name) => slots[name] ?? ''),
    ),
)

const hostsByName = statement<Keys<string>>()((db, slots) =>
  db
    .selectFrom('host')
    .select(['id', 'name'])
    .where(
      'name',
      'in',
      slotNames.map((name) => slots[name] ?? ''),
    ),
)

/** Looks up many keys of one kind with few statements. */
async function lookUp<K extends string | number, R>(
  tx: Tx,
  query: (tx: Tx, slots: Keys<K>) => Promise<{ readonly rows: R[] }>,
  keys: readonly K[],
): Promise<R[]> {
  const found: R[] = []
  for (const batch of batchesOf(keys, keysPerLookUp)) found.push(...(await query(tx, slotsFrom(batch) as Keys<K>)).rows)
  return found
}

/** Finds or adds many pages at once, each with what search needs of it. The answer has each by its `urlHash`. */
export async function savePages(tx: Tx, pages: readonly SeenPage[]): Promise<Map<string, SavedPage>> {
  const saved = await findPages(tx, pages)
  const missing = pages.filter(({ urlHash }) => !saved.has(urlHash))
  if (missing.length === 0) return saved
  const hostIds = await saveHosts(tx, new Set(missing.map(({ host }) => host)))
  const added = await insertPages(tx, missing, hostIds)
  for (const { urlHash, id, hostId } of added) saved.set(urlHash, { id, hostId, inserted: true })
  // On PostgreSQL another transaction may have added some in the same moment.
  if (saved.size < pages.length)
    for (const [urlHash, page] of await findPages(tx, missing)) if (!saved.has(urlHash)) saved.set(urlHash, page)
  return saved
}

async function findPages(tx: Tx, pages: readonly SeenPage[]): Promise<Map<string, SavedPage>> {
  const rows = await lookUp(
    tx,
    pagesByHash,
    pages.map(({ urlHash }) => urlHash),
  )
  return new Map(rows.map(({ urlHash, id, hostId }) => [urlHash, { id, hostId, inserted: false }]))
}

async function saveHosts(tx: Tx, names: ReadonlySet<string>): Promise<Map<string, number>> {
  const find = async () => new Map((await lookUp(tx, hostsByName, [...names])).map(({ name, id }) => [name, id]))
  const known = await find()
  const missing = [...names].filter((name) => !known.has(name))
  if (missing.length === 0) return known
  const rows = missing.map((name) => ({ name, reversedName: reversedHost(name) }))
  const added = await insertRows(tx, 'host', rows, {
    columns: ['name', 'reversedName'],
    onConflict: 'on conflict ("name") do nothing',
    returning: ['id', 'name'],
  })
  for (const { id, name } of added) known.set(name, id)
  return known.size < names.size ? await find() : known
}

async function insertPages(tx: Tx, pages: readonly SeenPage[], hostIds: ReadonlyMap<string, number>) {
  const added = await insertRows(
    tx,
    'page',
    pages.map(({ host, ...page }) => ({ ...page, hostId: hostIds.get(host) ?? 0 })),
    {
      columns: ['url', 'urlHash', 'title', 'hostId', 'visitCount', 'firstSeenAt', 'lastSeenAt'],
      onConflict: 'on conflict ("urlHash") do nothing',
      returning: ['id', 'urlHash', 'hostId'],
    },
  )
  const seenByHash = new Map(pages.map((page) => [page.urlHash, page]))
  const documents = added.flatMap(({ id, urlHash, hostId }) => {
    const page = seenByHash.get(urlHash)
    if (!page) return []
    const texts = { title: indexText(page.title), body: indexText(urlText(page.url)) }
    return { kind: 'page', itemId: String(id), pageId: id, hostId, time: page.firstSeenAt, ...texts }
  })
  await insertRows(tx, 'search_document', documents, {
    columns: ['kind', 'itemId', 'pageId', 'hostId', 'time', 'title', 'body'],
  })
  return added
}

const touchPage = statement<PageTouch>()((db, slots) =>
  db
    .updateTable('page')
    .set((eb) => ({
      visitCount: eb('visitCount', '+', slots.visitsAdded),
      // What only a tab showed was seen when it is visited.
      firstSeenAt: eb
        .case()
        .when('visitCount', '=', 0)
        .then(slots.firstSeenAt)
        .when('firstSeenAt', '>', slots.firstSeenAt)
        .then(slots.firstSeenAt)
        .else(eb.ref('firstSeenAt'))
        .end(),
      lastSeenAt: eb
        .case()
        .when('visitCount', '=', 0)
        .then(slots.lastSeenAt)
        .when('lastSeenAt', '<', slots.lastSeenAt)
        .then(slots.lastSeenAt)
        .else(eb.ref('lastSeenAt'))
        .end(),
    }))
    .where('id', '=', slots.id)
    .returning(['title', 'lastSeenAt']),
)

const retitlePage = statement<{ id: number; title: string }>()((db, slots) =>
  db.updateTable('page').set({ title: slots.title }).where('id', '=', slots.id),
)

const retitleDocument = statement<{ itemId: string; title: string }>()((db, slots) =>
  db
    .updateTable('search_document')
    .set({ title: slots.title })
    .where('kind', '=', 'page')
    .where('itemId', '=', slots.itemId)
    .where('title', '<>', slots.title),
)

/** Counts new visits of pages that were there; the newest of all visits names the page. */
export async function touchPages(tx: Tx, touches: readonly PageTouch[]): Promise<void> {
  // In the order in which everybody locks pages.
  for (const touch of touches.toSorted((one, other) => one.id - other.id)) {
    const { id, title } = touch
    const [page] = (await touchPage(tx, touch)).rows
    if (!page || title === '' || title === page.title || touch.lastSeenAt < page.lastSeenAt) continue
    await retitlePage(tx, { id, title })
    await retitleDocument(tx, { itemId: String(id), title: indexText(title) })
  }
}
