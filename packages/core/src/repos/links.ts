import type { Look } from '@hydraflow/db'
import { findTask, getTask } from '../tasks/reader.ts'
import { findThread, requireThread } from '../threads/reader.ts'

interface Links {
  readonly threadId?: string | null | undefined
  readonly taskId?: string | null | undefined
}

/** The thread and the task that a change names must be there when it is made; later they may go without it. */
export async function requireLinks(look: Look, { threadId, taskId }: Links): Promise<void> {
  await requireThread(look, threadId)
  if (taskId) await getTask(look, taskId)
}

/** Of the thread and the task that are named, those that are there. */
export async function linksThere(look: Look, { threadId, taskId }: Links) {
  const thread = threadId ? await findThread(look, threadId) : undefined
  const task = taskId ? await findTask(look, taskId) : undefined
  return { threadId: thread?.id ?? null, taskId: task?.id ?? null }
}
