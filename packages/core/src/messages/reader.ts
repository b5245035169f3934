import { type Look, type Tables, statement } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { ListMessages, Message, MessageRole } from '../contract/index.ts'
import { objectFrom } from '../kernel/json.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { requireThread } from '../threads/reader.ts'

type MessageRow = Selectable<Tables['message']>

const selectBefore = statement<{ threadId: string; before: number; limit: number }>()((db, slots) =>
  db
    .selectFrom('message')
    .selectAll()
    .where('threadId', '=', slots.threadId)
    .where('sequence', '<', slots.before)
    .orderBy('sequence', 'desc')
    .limit(slots.limit),
)

/** The newest messages in chronological order; the cursor leads to those before them. */
export async function listMessages(look: Look, { threadId, limit, cursor }: ListMessages) {
  const [before] = cursor ? keyFrom(cursor, 'number') : [Number.MAX_SAFE_INTEGER]
  const { rows } = await selectBefore(look, { threadId, before, limit: limit + 1 })
  if (rows.length === 0) await requireThread(look, threadId)
  const page = pageFrom(rows, limit, (row) => [row.sequence], messageFromRow)
  return { ...page, items: page.items.toReversed() }
}

export async function findMessage(look: Look, id: string): Promise<Message | undefined> {
  const row = await look.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst()
  return row && messageFromRow(row)
}

const messageFromRow = (row: MessageRow): Message => ({
  id: row.id,
  threadId: row.threadId,
  sequence: row.sequence,
  parentId: row.parentId,
  role: row.role as MessageRole,
  content: row.content,
  tokens: row.tokens,
  snapshotId: row.snapshotId,
  metadata: objectFrom(row.metadata),
  createdAt: isoFromMicros(row.createdAt),
})
