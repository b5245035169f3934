import type { Database } from '@hydraflow/db'
import type { Clock } from '../kernel/deps.ts'
import { microsPerDay } from '../kernel/time.ts'

/** What a change replaced is kept so long that it can be taken back. */
const keptDays = 90

/**
 * Removes images that nothing needs any more: those of changes older than the policy keeps, and those of proposals that
 * nobody applied in time.
 */
export async function pruneImages({ database, clock }: { database: Database; clock: Clock }): Promise<number> {
  const now = clock.now()
  const oldest = now - keptDays * microsPerDay
  return await database.transact(async (tx) => {
    // A write is under way: what it has just kept belongs to no entry yet.
    if (await tx.selectFrom('repo_journal').select('repoId').limit(1).executeTakeFirst()) return 0
    const { numDeletedRows } = await tx
      .deleteFrom('repo_image')
      .where((eb) =>
        eb.or([
          eb('createdAt', '<', oldest),
          eb.and([
            eb('createdAt', '<', now - microsPerDay),
            eb.not(
              eb.exists(
                eb
                  .selectFrom('repo_change_file as file')
                  .innerJoin('repo_change as change', 'change.id', 'file.changeId')
                  .leftJoin('repo_proposal as proposal', 'proposal.id', 'change.id')
                  .select('file.position')
                  .where((inner) =>
                    inner.or([
                      inner('file.beforeSha256', '=', inner.ref('repo_image.sha256')),
                      inner('file.afterSha256', '=', inner.ref('repo_image.sha256')),
                    ]),
                  )
                  .where((inner) =>
                    inner.or([
                      inner('change.kind', '<>', 'propose'),
                      inner.and([inner('proposal.usedBy', 'is', null), inner('proposal.expiresAt', '>', now)]),
                    ]),
                  ),
              ),
            ),
          ]),
        ]),
      )
      .executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  })
}
