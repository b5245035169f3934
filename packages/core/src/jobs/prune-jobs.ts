import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PruneJobs, PrunedJobs } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { microsPerDay } from '../kernel/time.ts'

const jobsPerTransaction = 500

/** Removes finished jobs that completed long enough ago, with their logs; `dryRun` only counts them. */
export async function pruneJobs({ database, clock }: Deps, input: PruneJobs): Promise<PrunedJobs> {
  const before = clock.now() - Math.round(input.olderThanDays * microsPerDay)
  const finished = database.look
    .selectFrom('job')
    .where('status', 'in', [input.status].flat())
    .where('completedAt', '<=', before)
  if (input.dryRun) {
    const { jobs } = await finished.select(({ fn }) => fn.countAll<number>().as('jobs')).executeTakeFirstOrThrow()
    return { removed: { jobs }, dryRun: true }
  }
  let jobs = 0
  for (;;) {
    const ids = (await finished.select('id').limit(jobsPerTransaction).execute()).map(({ id }) => id)
    if (ids.length === 0) break
    await database.transact(async (tx) => {
      await tx.deleteFrom('job_log').where('jobId', 'in', ids).execute()
      await tx.deleteFrom('job').where('id', 'in', ids).execute()
    })
    jobs += ids.length
    await nextTurn()
  }
  database.announce()
  return { removed: { jobs }, dryRun: false }
}
