import type { Look } from '@hydraflow/db'
import { getTask } from '../tasks/reader.ts'
import { requireThread } from '../threads/reader.ts'

/** The thread and the task that a change names must be there when it is made; later they may go without it. */
export async function requireLinks(
  look: Look,
  { threadId, taskId }: { threadId?: string | undefined; taskId?: string | undefined },
): Promise<void> {
  await requireThread(look, threadId)
  if (taskId !== undefined) await getTask(look, taskId)
}
