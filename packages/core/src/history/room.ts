import type { Deleted, PurgeHistory, Purged } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { notFound } from '../kernel/errors.ts'
import type { Room } from '../kernel/room.ts'
import { forgetVisits } from './forget-visits.ts'
import { listHistory, numericId } from './reader.ts'
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

export async function deleteVisit({ database }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    const number = numericId(id)
    const { visits, pages } = await forgetVisits(tx, number === null ? [] : [number])
    if (visits === 0) throw notFound('VISIT_NOT_FOUND', id)
    return { deleted: id, removed: { visits, pages } }
  })
}
