import type { Tab } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { bindThread } from './bind-thread.ts'
import { getTab, listTabs } from './reader.ts'
import { upsertTab } from './upsert-tab.ts'
import { requireTab } from './writer.ts'

export const tabsRoom = (deps: Deps): Room<'tabs'> => ({
  list: (input) => listTabs(deps.database.look, input),
  get: ({ id }) => getTab(deps.database.look, id),
  upsert: (input) => upsertTab(deps, input),
  close: ({ id }) => changeTab(deps, id, { closedAt: deps.clock.now(), active: 0 }),
  bindThread: (input) => bindThread(deps, input),
  unbindThread: ({ tabId }) => changeTab(deps, tabId, { threadId: null }),
})

async function changeTab(
  { database }: Deps,
  id: string,
  change: { closedAt: number; active: 0 } | { threadId: null },
): Promise<Tab> {
  return await database.transact(async (tx) => {
    await requireTab(tx, id)
    await tx.updateTable('tab').set(change).where('id', '=', id).execute()
    return await getTab(tx, id)
  })
}
