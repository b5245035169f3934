import { type Tx, lockRows } from '@hydraflow/db'
import type { Tab, UpsertTab } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { microsFromIso } from '../kernel/time.ts'
import { ensurePage, requirePageUrl } from '../pages/ensure-page.ts'
import { readPageUrl } from '../pages/page-url.ts'
import { getTab } from './reader.ts'

/** Makes a tab or changes the fields that are given; a closed tab is open again. */
export async function upsertTab({ database, clock }: Deps, input: UpsertTab): Promise<Tab> {
  const { id, index, active, pinned, openedAt, lastActiveAt, url, ...texts } = input
  return await database.transact(async (tx) => {
    const now = clock.now()
    const shown = url === undefined ? {} : await shownUrl(tx, url, texts.title ?? '', now)
    const given = {
      ...texts,
      ...shown,
      ...(index !== undefined && { position: index }),
      ...(active !== undefined && { active: active ? (1 as const) : (0 as const) }),
      ...(pinned !== undefined && { pinned: pinned ? (1 as const) : (0 as const) }),
      ...(openedAt !== undefined && { openedAt: microsFromIso(openedAt) }),
      lastActiveAt: lastActiveAt === undefined ? now : microsFromIso(lastActiveAt),
    }
    await tx
      .insertInto('tab')
      .values({ id, active: 0, pinned: 0, openedAt: now, ...given })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...given, closedAt: null }))
      .execute()
    return await getTab(tx, id)
  })
}

/** Browsers have tabs on pages that are no web pages; the tab shows them, the history does not know them. */
async function shownUrl(tx: Tx, url: string | null, title: string, now: number) {
  if (url === null || readPageUrl(url) === 'not_web') return { url, pageId: null }
  const read = requirePageUrl(url)
  const { id } = await ensurePage(tx, read, title, now)
  // Everybody locks a page before the tabs that show it.
  await lockRows(tx, 'page', [id])
  return { url: read.url, pageId: id }
}
