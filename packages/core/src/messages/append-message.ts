import { type Tx, statement } from '@hydraflow/db'
import { type AppendMessage, HydraFlowError, type Message, reasons } from '../contract/index.ts'
import { countDay } from '../kernel/daily-count.ts'
import type { Deps } from '../kernel/deps.ts'
import { invalidField, notFound } from '../kernel/errors.ts'
import { jsonFrom } from '../kernel/json.ts'
import { isoFromMicros, microsFromIso } from '../kernel/time.ts'
import { saveDocument } from '../search/documents.ts'
import { findMessage } from './reader.ts'

interface Row {
  id: string
  threadId: string
  sequence: number
  parentId: string | null
  role: string
  content: string
  tokens: number | null
  metadata: string
  createdAt: number
}

const insertMessage = statement<Row>()((db, slots) =>
  db.insertInto('message').values({
    id: slots.id,
    threadId: slots.threadId,
    sequence: slots.sequence,
    parentId: slots.parentId,
    role: slots.role,
    content: slots.content,
    tokens: slots.tokens,
    metadata: slots.metadata,
    createdAt: slots.createdAt,
  }),
)

interface Growth {
  id: string
  now: number
  userAt: number | null
  assistantAt: number | null
}

/** Gives the next place in the thread, and keeps the times of the thread in step. The row is locked until the end. */
const growThread = statement<Growth>()((db, slots) =>
  db
    .updateTable('thread')
    .set((eb) => ({
      messageCount: eb('messageCount', '+', 1),
      updatedAt: slots.now,
      lastUserMessageAt: eb.fn.coalesce(eb.cast<number | null>(eb.val(slots.userAt), 'bigint'), 'lastUserMessageAt'),
      lastAssistantMessageAt: eb.fn.coalesce(
        eb.cast<number | null>(eb.val(slots.assistantAt), 'bigint'),
        'lastAssistantMessageAt',
      ),
    }))
    .where('id', '=', slots.id)
    .returning('messageCount'),
)

/** Adds a message at the end of a thread; an id that is there already returns that message as it is. */
export async function appendMessage({ database, clock, newId }: Deps, input: AppendMessage): Promise<Message> {
  return await database.transact(async (tx) => {
    const known = input.id === undefined ? undefined : await findMessage(tx, input.id)
    if (known) return sameThread(known, input.threadId)
    if (input.snapshotId) throw notFound('SNAPSHOT_NOT_FOUND', input.snapshotId)
    const now = clock.now()
    const createdAt = input.createdAt === undefined ? now : microsFromIso(input.createdAt)
    const sequence = await nextSequence(tx, input, now, createdAt)
    if (input.parentId) await requireParent(tx, input.threadId, input.parentId)
    const message: Message = {
      id: input.id ?? newId(),
      threadId: input.threadId,
      sequence,
      parentId: input.parentId ?? null,
      role: input.role,
      content: input.content,
      tokens: input.tokens ?? null,
      snapshotId: null,
      metadata: input.metadata ?? {},
      createdAt: isoFromMicros(createdAt),
    }
    await insertMessage(tx, { ...message, metadata: jsonFrom(message.metadata), createdAt })
    await countDay(tx, 'message', createdAt, 1)
    await saveDocument(tx, {
      kind: 'message',
      itemId: message.id,
      time: createdAt,
      title: '',
      body: message.content,
      threadId: message.threadId,
    })
    return message
  })
}

function sameThread(message: Message, threadId: string): Message {
  if (message.threadId !== threadId) {
    throw new HydraFlowError('ID_TAKEN', `A message of this id is in thread ${message.threadId}.`, { id: message.id })
  }
  return message
}

async function nextSequence(
  tx: Tx,
  { threadId, role }: AppendMessage,
  now: number,
  createdAt: number,
): Promise<number> {
  const { rows } = await growThread(tx, {
    id: threadId,
    now,
    userAt: role === 'user' ? createdAt : null,
    assistantAt: role === 'assistant' ? createdAt : null,
  })
  const [thread] = rows
  if (!thread) throw notFound('THREAD_NOT_FOUND', threadId)
  return thread.messageCount
}

async function requireParent(tx: Tx, threadId: string, parentId: string) {
  const parent = await tx.selectFrom('message').select('threadId').where('id', '=', parentId).executeTakeFirst()
  if (!parent) throw notFound('MESSAGE_NOT_FOUND', parentId)
  if (parent.threadId !== threadId) {
    throw invalidField('parentId', reasons.PARENT_NOT_IN_THREAD.sentence, 'PARENT_NOT_IN_THREAD')
  }
}
