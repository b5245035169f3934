import type { Thread, UpdateThread } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { jsonFrom } from '../kernel/json.ts'
import { getThread } from './reader.ts'

/** Changes the fields that are given; null clears. */
export async function updateThread(
  { database, clock }: Deps,
  { id, metadata, ...fields }: UpdateThread,
): Promise<Thread> {
  return await database.transact(async (tx) => {
    await tx
      .updateTable('thread')
      .set({ ...fields, ...(metadata && { metadata: jsonFrom(metadata) }), updatedAt: clock.now() })
      .where('id', '=', id)
      .execute()
    return await getThread(tx, id)
  })
}
