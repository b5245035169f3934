import type { Tx } from '@hydraflow/db'
import { batchesOf } from '../kernel/batches.ts'
import { countDays, timesByDay } from '../kernel/daily-count.ts'
import { removeDocuments } from '../search/documents.ts'

const tasksPerStatement = 500

/** Deletes tasks with their events. */
export async function deleteTasks(tx: Tx, ids: readonly string[]): Promise<{ tasks: number; taskEvents: number }> {
  const removed = { tasks: 0, taskEvents: 0 }
  for (const batch of batchesOf(ids, tasksPerStatement)) {
    const events = await tx.deleteFrom('task_event').where('taskId', 'in', batch).executeTakeFirstOrThrow()
    const tasks = await tx.deleteFrom('task').where('id', 'in', batch).returning('createdAt').execute()
    await countDays(
      tx,
      'task',
      timesByDay(
        tasks.map(({ createdAt }) => createdAt),
        -1,
      ),
    )
    await removeDocuments(tx, 'task', batch)
    removed.tasks += tasks.length
    removed.taskEvents += Number(events.numDeletedRows)
  }
  return removed
}
