import type { Deleted, PurgeHistory, Purged } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { microsFromIso } from '../kernel/time.ts'
import { forgetVisits } from './forget-visits.ts'
import { getVisit, listHistory } from './reader.ts'
import { recordVisit } from './record-visit.ts'

/** What computes too long for the event loop of a server, and is asked of a worker thread. */
export interface HistoryAnswers {
  purgeHistory(input: PurgeHistory): Promise<Purged>
}

export const historyRoom = (deps: Deps & { readonly answers: HistoryAnswers }): Room<'history'> => ({
  list: (input) => listHistory(deps.database, input),
  record: (input) => recordVisit(deps, input),
  delete: ({ id }) => deleteVisit(deps, id),
  purge: (input) => deps.answers.purgeHistory(input),
})

async function deleteVisit({ database }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    const { pageId, visitedAt } = await getVisit(tx, id)
    const visit = { id: Number(id), pageId: Number(pageId), visitedAt: microsFromIso(visitedAt) }
    const { visits, pages } = await forgetVisits(tx, [visit])
    return { deleted: id, removed: { visits, pages } }
  })
}
