import type { Task, UpdateTask } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { jsonFrom } from '../kernel/json.ts'
import { microsFromIso, microsOr } from '../kernel/time.ts'
import { requireThread } from '../threads/reader.ts'
import { getTask } from './reader.ts'
import { addTaskEvent, indexTask, isClosed } from './writer.ts'

/** Changes the fields that are given; null clears. A change of status writes an event and sets or clears `closedAt`. */
export async function updateTask(
  { database, clock }: Deps,
  { id, dueAt, result, metadata, ...fields }: UpdateTask,
): Promise<Task> {
  return await database.transact(async (tx) => {
    const now = clock.now()
    // The row is locked before it is read: of two changes of status at once the second sees the first.
    await tx.updateTable('task').set({ updatedAt: now }).where('id', '=', id).execute()
    const before = await getTask(tx, id)
    await requireThread(tx, fields.threadId)
    const moved = fields.status !== undefined && fields.status !== before.status
    await tx
      .updateTable('task')
      .set({
        ...fields,
        updatedAt: now,
        ...(dueAt !== undefined && { dueAt: microsOr(dueAt) }),
        ...(result !== undefined && { result: result === null ? null : jsonFrom(result) }),
        ...(metadata !== undefined && { metadata: jsonFrom(metadata) }),
        ...(moved && { closedAt: fields.status && isClosed(fields.status) ? now : null }),
      })
      .where('id', '=', id)
      .execute()
    if (moved) {
      const payload = { from: before.status, to: fields.status }
      await addTaskEvent(tx, now, { taskId: id, eventType: 'status_changed', payload })
    }
    const task = await getTask(tx, id)
    await indexTask(tx, microsFromIso(task.createdAt), task)
    return task
  })
}
