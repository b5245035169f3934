import type { Tx } from '@hydraflow/db'
import type { Micros } from '../kernel/time.ts'
import type { MemoryRow } from './reader.ts'

/** Writes one line of the audit trail. */
export async function addMemoryChange(
  tx: Tx,
  changedAt: Micros,
  before: MemoryRow | undefined,
  after: MemoryRow,
): Promise<void> {
  await tx
    .insertInto('memory_change')
    .values({
      memoryId: after.id,
      action: before ? 'updated' : 'created',
      scope: after.scope,
      scopeRef: after.scopeRef,
      key: after.key,
      valueBefore: before?.value ?? null,
      valueAfter: after.value,
      strengthBefore: before?.strength ?? null,
      strengthAfter: after.strength,
      changedAt,
    })
    .execute()
}
