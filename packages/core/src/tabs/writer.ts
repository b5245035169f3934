import { type Tx, statement } from '@hydraflow/db'
import { notFound } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'

/** Throws when there is no such tab. */
export async function requireTab(tx: Tx, id: string): Promise<void> {
  const row = await tx.selectFrom('tab').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('TAB_NOT_FOUND', id)
}

interface Move {
  readonly pageId: number
  readonly url: string
  readonly title: string
  readonly at: Micros
}

/** A tab that was active later has moved on: an old visit that comes late does not take it back. */
const updateTab = statement<Move & { id: string }>()((db, slots) =>
  db
    .updateTable('tab')
    .set({ pageId: slots.pageId, url: slots.url, title: slots.title, lastActiveAt: slots.at })
    .where('id', '=', slots.id)
    .where('lastActiveAt', '<=', slots.at),
)

/** Shows the page of a visit in its tab. */
export async function moveTab(tx: Tx, id: string, move: Move): Promise<void> {
  await updateTab(tx, { id, ...move })
}
