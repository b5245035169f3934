import { type Tx, statement } from '@hydraflow/db'

const advance = statement<{ count: number }>()((db, slots) =>
  db
    .updateTable('job_revision')
    .set((eb) => ({ value: eb('value', '+', slots.count) }))
    .where('id', '=', 1)
    .returning('value'),
)

/**
 * Takes the next revisions and returns the first of them. The counter's row stays locked until the transaction ends,
 * so revisions become visible in their order: who has seen one has seen all before it. Lock what else is to be changed
 * before, or two could wait for each other.
 */
export async function nextRevisions(tx: Tx, count: number): Promise<number> {
  const { rows } = await advance(tx, { count })
  return (rows[0]?.value ?? 0) - count + 1
}
