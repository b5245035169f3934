import type { CreateTask, Task } from '../contract/index.ts'
import { countDay } from '../kernel/daily-count.ts'
import type { Deps } from '../kernel/deps.ts'
import { jsonFrom } from '../kernel/json.ts'
import { microsOr } from '../kernel/time.ts'
import { requireThread } from '../threads/reader.ts'
import { findTask, getTask } from './reader.ts'
import { indexTask, isClosed } from './writer.ts'

/** Makes a task; an id that is there already returns that task as it is. */
export async function createTask({ database, clock, newId }: Deps, input: CreateTask): Promise<Task> {
  return await database.transact(async (tx) => {
    const known = input.id === undefined ? undefined : await findTask(tx, input.id)
    if (known) return known
    await requireThread(tx, input.threadId)
    const id = input.id ?? newId()
    const now = clock.now()
    await tx
      .insertInto('task')
      .values({
        id,
        threadId: input.threadId ?? null,
        title: input.title,
        description: input.description ?? null,
        status: input.status,
        priority: input.priority,
        owner: input.owner ?? null,
        dueAt: microsOr(input.dueAt ?? null),
        closedAt: isClosed(input.status) ? now : null,
        result: input.result === undefined || input.result === null ? null : jsonFrom(input.result),
        metadata: jsonFrom(input.metadata ?? {}),
        createdAt: now,
        updatedAt: now,
      })
      .execute()
    await countDay(tx, 'task', now, 1)
    const task = await getTask(tx, id)
    await indexTask(tx, now, task)
    return task
  })
}
