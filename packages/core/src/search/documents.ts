import { type Tx, statement } from '@hydraflow/db'
import type { SearchKind } from '../contract/index.ts'
import { indexText } from './words.ts'

/** What search should find an item by. */
export interface SearchText {
  readonly kind: SearchKind
  readonly itemId: string
  readonly time: number
  readonly title: string
  readonly body: string
  readonly threadId?: string | null
  readonly hostId?: number | null
}

interface Row {
  kind: string
  itemId: string
  time: number
  title: string
  body: string
  threadId: string | null
  hostId: number | null
}

const upsertDocument = statement<Row>()((db, slots) =>
  db
    .insertInto('search_document')
    .values({
      kind: slots.kind,
      itemId: slots.itemId,
      time: slots.time,
      title: slots.title,
      body: slots.body,
      threadId: slots.threadId,
      hostId: slots.hostId,
    })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'itemId']).doUpdateSet((eb) => ({
        time: eb.ref('excluded.time'),
        title: eb.ref('excluded.title'),
        body: eb.ref('excluded.body'),
        threadId: eb.ref('excluded.threadId'),
        hostId: eb.ref('excluded.hostId'),
      })),
    ),
)

/** Makes an item findable by its present texts, in the transaction that writes the item. */
export async function saveDocument(tx: Tx, text: SearchText): Promise<void> {
  await upsertDocument(tx, {
    kind: text.kind,
    itemId: text.itemId,
    time: text.time,
    title: indexText(text.title),
    body: indexText(text.body),
    threadId: text.threadId ?? null,
    hostId: text.hostId ?? null,
  })
}

/** Makes items unfindable, in the transaction that deletes them. */
export async function removeDocuments(tx: Tx, kind: SearchKind, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length === 0) return
  await tx.deleteFrom('search_document').where('kind', '=', kind).where('itemId', 'in', itemIds).execute()
}
