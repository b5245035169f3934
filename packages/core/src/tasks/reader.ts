import type { Look, Tables } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { ListTaskEvents, ListTasks, Task, TaskEvent, TaskStatus } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { objectFrom, valueFrom } from '../kernel/json.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { type Micros, isoFromMicros, isoOrNull } from '../kernel/time.ts'

type TaskRow = Selectable<Tables['task']>

export async function findTask(look: Look, id: string): Promise<Task | undefined> {
  const row = await look.selectFrom('task').selectAll().where('id', '=', id).executeTakeFirst()
  return row && taskFromRow(row)
}

export async function getTask(look: Look, id: string): Promise<Task> {
  const task = await findTask(look, id)
  if (!task) throw notFound('TASK_NOT_FOUND', id)
  return task
}

export async function listTasks(look: Look, now: Micros, input: ListTasks) {
  let query = look
    .selectFrom('task')
    .selectAll()
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
  const { status, threadId, owner, overdue, cursor } = input
  if (status !== undefined) query = query.where('status', 'in', Array.isArray(status) ? status : [status])
  if (threadId !== undefined) query = query.where('threadId', '=', threadId)
  if (owner !== undefined) query = query.where('owner', '=', owner)
  if (overdue === true) query = query.where('closedAt', 'is', null).where('dueAt', '<', now)
  if (overdue === false) {
    query = query.where((eb) =>
      eb.or([eb('closedAt', 'is not', null), eb('dueAt', 'is', null), eb('dueAt', '>=', now)]),
    )
  }
  if (cursor) {
    const [createdAt, id] = keyFrom(cursor, 'number', 'string')
    query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(createdAt, id)))
  }
  return pageFrom(await query.execute(), input.limit, (row) => [row.createdAt, row.id], taskFromRow)
}

export async function listTaskEvents(look: Look, { id, limit, cursor }: ListTaskEvents) {
  await getTask(look, id)
  const [after] = cursor ? keyFrom(cursor, 'number') : [0]
  const rows = await look
    .selectFrom('task_event')
    .selectAll()
    .where('taskId', '=', id)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit + 1)
    .execute()
  return pageFrom(rows, limit, (row) => [row.sequence], eventFromRow)
}

const taskFromRow = (row: TaskRow): Task => ({
  id: row.id,
  threadId: row.threadId,
  title: row.title,
  description: row.description,
  status: row.status as TaskStatus,
  priority: row.priority,
  owner: row.owner,
  dueAt: isoOrNull(row.dueAt),
  closedAt: isoOrNull(row.closedAt),
  result: valueFrom(row.result),
  metadata: objectFrom(row.metadata),
  createdAt: isoFromMicros(row.createdAt),
  updatedAt: isoFromMicros(row.updatedAt),
})

export const eventFromRow = (row: Selectable<Tables['task_event']>): TaskEvent => ({
  id: String(row.id),
  taskId: row.taskId,
  sequence: row.sequence,
  eventType: row.eventType,
  payload: valueFrom(row.payload),
  createdAt: isoFromMicros(row.createdAt),
})
