import { type Tx, lockRows } from '@hydraflow/db'
import type { Deleted } from '../contract/index.ts'
import { countDays, timesByDay } from '../kernel/daily-count.ts'
import type { Deps } from '../kernel/deps.ts'
import { forgetMemories } from '../memories/forget-memories.ts'
import { deleteTasks } from '../tasks/delete-tasks.ts'
import { requireThread } from './reader.ts'

/**
 * Deletes a thread with its messages, memories and tasks with their events, and frees the tabs bound to it. Pages and
 * history stay.
 */
export async function deleteThread({ database, clock }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    // Whoever writes in it in this moment has done so before this, or finds no thread.
    await lockRows(tx, 'thread', [id])
    await requireThread(tx, id)
    const memories = await forgetMemories(tx, clock, await idsInThread(tx, 'memory', id))
    const { tasks, taskEvents } = await deleteTasks(tx, await idsInThread(tx, 'task', id))
    const messages = await deleteMessages(tx, id)
    const { numUpdatedRows } = await tx
      .updateTable('tab')
      .set({ threadId: null })
      .where('threadId', '=', id)
      .executeTakeFirstOrThrow()
    await tx.deleteFrom('thread').where('id', '=', id).execute()
    return { deleted: id, removed: { messages, tasks, taskEvents, memories, tabBindings: Number(numUpdatedRows) } }
  })
}

async function idsInThread(tx: Tx, table: 'memory' | 'task', threadId: string): Promise<string[]> {
  const rows = await tx.selectFrom(table).select('id').where('threadId', '=', threadId).execute()
  return rows.map(({ id }) => id)
}

async function deleteMessages(tx: Tx, threadId: string): Promise<number> {
  const ofThread = tx.selectFrom('message').select('id').where('threadId', '=', threadId)
  await tx.deleteFrom('search_document').where('kind', '=', 'message').where('itemId', 'in', ofThread).execute()
  const removed = await tx.deleteFrom('message').where('threadId', '=', threadId).returning('createdAt').execute()
  await countDays(
    tx,
    'message',
    timesByDay(
      removed.map(({ createdAt }) => createdAt),
      -1,
    ),
  )
  return removed.length
}
