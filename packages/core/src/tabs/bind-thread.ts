import type { Tx } from '@hydraflow/db'
import type { BindThread, BoundThread } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { findThread, getThread } from '../threads/reader.ts'
import { addThread } from '../threads/writer.ts'
import { getTab } from './reader.ts'

/**
 * Binds a tab to the thread named, which is made under that id if there is none; without a threadId the binding there
 * is stays, else a new thread is made. The tab is made if it is not known. A title never renames a thread that exists.
 */
export async function bindThread(deps: Deps, input: BindThread): Promise<BoundThread> {
  return await deps.database.transact(async (tx) => {
    const tab = await ensureTab(tx, deps, input.tabId)
    const threadId = input.threadId ?? tab.threadId
    const known = threadId === null ? undefined : await findThread(tx, threadId)
    const title = input.title ?? (tab.title || undefined)
    const { id, created } = known
      ? { id: known.id, created: false }
      : await addThread(tx, deps, {
          ...(threadId !== null && { id: threadId }),
          ...(title && { title: title.slice(0, 500).toWellFormed() }),
        })
    await tx.updateTable('tab').set({ threadId: id }).where('id', '=', input.tabId).execute()
    return { tab: await getTab(tx, input.tabId), thread: await getThread(tx, id), created }
  })
}

async function ensureTab(tx: Tx, { clock }: Deps, id: string) {
  const now = clock.now()
  return await tx
    .insertInto('tab')
    .values({ id, active: 0, pinned: 0, openedAt: now, lastActiveAt: now })
    // Of several who bind it at once, the others wait here and find the thread that the first one made.
    .onConflict((conflict) => conflict.column('id').doUpdateSet((eb) => ({ id: eb.ref('excluded.id') })))
    .returning(['threadId', 'title'])
    .executeTakeFirstOrThrow()
}
