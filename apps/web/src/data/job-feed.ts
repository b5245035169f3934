import type { InfiniteData } from '@tanstack/react-query'
import { finishedJobStatuses, type Job } from '@hydraflow/sdk'
import { client, queryClient, refresh } from './client.ts'
import type { Feed } from './live.ts'
import { queryKeys } from './query-keys.ts'

interface JobPage {
  items: Job[]
  nextCursor: string | null
}
type JobPages = InfiniteData<JobPage, string | null>

export const isFinished = (job: Job): boolean => finishedJobStatuses.some((status) => status === job.status)

const newer = (known: Job | undefined, job: Job) => (known && known.revision > job.revision ? known : job)

const replaceIn = (pages: JobPages, job: Job): JobPages => ({
  ...pages,
  pages: pages.pages.map((page) => ({
    ...page,
    items: page.items.map((known) => (known.id === job.id ? newer(known, job) : known)),
  })),
})

const holds = (pages: JobPages, job: Job) =>
  pages.pages.some((page) => page.items.some((known) => known.id === job.id && known.status === job.status))

/** Puts what is known of a job into every list and view that shows it. */
export function keepJob(job: Job) {
  const before = queryClient.getQueryData<Job>(queryKeys.job(job.id))
  queryClient.setQueryData<Job>(queryKeys.job(job.id), (known) => newer(known, job))
  const lists = queryClient.getQueriesData<JobPages>({ queryKey: queryKeys.jobLists })
  const moved = lists.some(([, pages]) => pages && !holds(pages, job))
  queryClient.setQueriesData<JobPages>({ queryKey: queryKeys.jobLists }, (pages) => pages && replaceIn(pages, job))
  // A job that is new or changed its status may belong to other lists than before.
  if (moved) void refresh(queryKeys.jobLists)
  void refresh(queryKeys.jobLog(job.id))
  if (before?.status === job.status) return
  void refresh(queryKeys.jobStats)
  if (job.type === 'maintenance') return
  void refresh(queryKeys.importBatches)
  if (!isFinished(job)) return
  void refresh(job.repoId === null ? queryKeys.history : queryKeys.repos)
}

export const jobFeed: Feed<Job> = {
  open: (options) => client.jobs.watch({}, options),
  onValue: keepJob,
  // The feed tells of jobs that run now; those that ended meanwhile have to be asked for.
  onStart: () => {
    void refresh(queryKeys.jobs)
    void refresh(queryKeys.importBatches)
    void refresh(queryKeys.repos)
  },
}
