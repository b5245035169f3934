import type { Tx } from '@hydraflow/db'
import type { CreateThread } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { jsonFrom } from '../kernel/json.ts'

const untitled = 'New thread'

/** Adds a thread unless one of this id is there, and returns its id and whether it is new. */
export async function addThread(
  tx: Tx,
  { clock, newId }: Pick<Deps, 'clock' | 'newId'>,
  { id = newId(), title = untitled, description, origin, metadata }: CreateThread,
): Promise<{ id: string; created: boolean }> {
  const now = clock.now()
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('thread')
    .values({
      id,
      title,
      description: description ?? null,
      origin: origin ?? null,
      metadata: jsonFrom(metadata ?? {}),
      messageCount: 0,
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow()
  return { id, created: Number(numInsertedOrUpdatedRows) === 1 }
}
