import type { Tx } from '@hydraflow/db'
import { batchesOf } from '../kernel/batches.ts'
import type { Clock } from '../kernel/deps.ts'
import { removeDocuments } from '../search/documents.ts'

const memoriesPerStatement = 500

/** Deletes memories. The audit trail keeps that they were there and went, and loses what they said. */
export async function forgetMemories(tx: Tx, clock: Clock, ids: readonly string[]): Promise<number> {
  const changedAt = clock.now()
  for (const batch of batchesOf(ids, memoriesPerStatement)) {
    const gone = await tx
      .deleteFrom('memory')
      .where('id', 'in', batch)
      .returning(['id', 'scope', 'scopeRef', 'key'])
      .execute()
    await tx
      .updateTable('memory_change')
      .set({ valueBefore: null, valueAfter: null })
      .where('memoryId', 'in', batch)
      .execute()
    const changes = gone.map(({ id, ...rest }) => ({ ...rest, memoryId: id, action: 'deleted', changedAt }))
    if (changes.length > 0) await tx.insertInto('memory_change').values(changes).execute()
    await removeDocuments(tx, 'memory', batch)
  }
  return ids.length
}
