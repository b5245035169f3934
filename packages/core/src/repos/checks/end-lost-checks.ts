import type { Database } from '@hydraflow/db'
import type { JobType } from '../../contract/index.ts'
import { isDeadWorker } from '../../worker/worker-id.ts'
import { endProcesses } from './end-processes.ts'

const typesWithChecks: readonly JobType[] = ['repo_run_checks', 'repo_apply_patch']

/** Ends the processes of checks that workers were running when they died.. */
export async function endLostChecks(
  { look }: Database,
  isLost: (workerId: string) => boolean = isDeadWorker,
): Promise<void> {
  const running = await look
    .selectFrom('job')
    .select(['id', 'workerId'])
    .where('status', '=', 'running')
    .where('type', 'in', typesWithChecks)
    .execute()
  const lost = running.filter(({ workerId }) => isLost(workerId ?? ''))
  await Promise.all(lost.map(({ id }) => endProcesses(id)))
}
