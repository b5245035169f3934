import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { cancelJob } from './cancel-job.ts'
import { jobStats } from './job-stats.ts'
import { pruneJobs } from './prune-jobs.ts'
import { getJob, getJobState, listJobLog, listJobs } from './reader.ts'
import { retryJob } from './retry-job.ts'
import { watchJobs } from './watch-jobs.ts'

export const jobsRoom = (deps: Deps): Room<'jobs'> => ({
  list: (input) => listJobs(deps.database.look, input),
  get: ({ id }) => getJob(deps.database.look, id),
  status: ({ id }) => getJobState(deps.database.look, id),
  log: (input) => listJobLog(deps.database.look, input),
  watch: (input, { signal }) => watchJobs(deps.database, input, signal),
  cancel: ({ id }) => cancelJob(deps, id),
  retry: ({ id }) => retryJob(deps, id),
  prune: (input) => pruneJobs(deps, input),
  stats: () => jobStats(deps.database.look, deps.clock.now()),
})
