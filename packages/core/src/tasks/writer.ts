import type { Tx } from '@hydraflow/db'
import { sql } from 'kysely'
import { type Task, type TaskEvent, type TaskStatus, closedTaskStatuses } from '../contract/index.ts'
import { jsonFrom } from '../kernel/json.ts'
import type { Micros } from '../kernel/time.ts'
import { saveDocument } from '../search/documents.ts'
import { eventFromRow } from './reader.ts'

/** Whether a task in this status is done with. */
export const isClosed = (status: TaskStatus): boolean => closedTaskStatuses.some((closed) => closed === status)

/** Adds an event behind the last of its task. */
export async function addTaskEvent(
  tx: Tx,
  at: Micros,
  { taskId, eventType, payload }: { taskId: string; eventType: string; payload: unknown },
): Promise<TaskEvent> {
  const row = await tx
    .insertInto('task_event')
    .values({
      taskId,
      sequence: sql<number>`(select coalesce(max("sequence"), 0) + 1 from "task_event" where "taskId" = ${taskId})`,
      eventType,
      payload: payload === undefined || payload === null ? null : jsonFrom(payload),
      createdAt: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return eventFromRow(row)
}

/** Makes the task findable by what it now says. */
export async function indexTask(
  tx: Tx,
  createdAt: Micros,
  { id, threadId, title, description, owner }: Task,
): Promise<void> {
  const body = [description, owner].filter((part) => part !== null).join('\n')
  await saveDocument(tx, { kind: 'task', itemId: id, time: createdAt, title, body, threadId })
}
