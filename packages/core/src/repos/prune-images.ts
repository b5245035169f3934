import type { Database } from '@hydraflow/db'
import type { Clock } from '../kernel/deps.ts'

/**
 * Removes images whose time is over: those of changes that are too old to be taken back, and those of proposals that
 * nobody applied in time. A change that was cut off may need its own for as long as its root is away.
 */
export async function pruneImages({ database, clock }: { database: Database; clock: Clock }): Promise<number> {
  return await database.transact(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('repo_image')
      .where('keptUntil', '<', clock.now())
      .where('repoId', 'not in', (eb) => eb.selectFrom('repo_journal').select('repoId'))
      .executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  })
}
