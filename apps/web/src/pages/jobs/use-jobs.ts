import { useMemo } from 'react'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { Job, ListJobs } from '@hydraflow/sdk'
import { toast } from 'sonner'
import { client } from '../../data/client.ts'
import { faultText } from '../../data/fault-text.ts'
import { keepJob } from '../../data/job-feed.ts'
import { queryKeys } from '../../data/query-keys.ts'

type JobFilter = Omit<Partial<ListJobs>, 'cursor'>

/** Jobs that a filter selects, kept up to date by the feed of jobs. */
export function useJobs(filter: JobFilter) {
  const query = useInfiniteQuery({
    queryKey: queryKeys.jobList(filter),
    queryFn: ({ pageParam, signal }) => client.jobs.list({ limit: 100, ...filter, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const jobs = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, jobs }
}

export const useJob = (id: string | undefined) =>
  useQuery({
    queryKey: queryKeys.job(id ?? ''),
    queryFn: ({ signal }) => client.jobs.get({ id: id ?? '' }, { signal }),
    enabled: id !== undefined,
  })

export const useJobStats = () =>
  useQuery({ queryKey: queryKeys.jobStats, queryFn: ({ signal }) => client.jobs.stats({}, { signal }) })

const sayWhy = (error: unknown) => {
  const { what, advice } = faultText(error)
  toast.error(what, { description: advice })
}

export const useCancelJob = () =>
  useMutation({ mutationFn: (id: string) => client.jobs.cancel({ id }), onSuccess: keepJob, onError: sayWhy })

/** Runs a finished job again: that is a new job, given back. */
export const useRetryJob = (onRetried: (job: Job) => void) =>
  useMutation({
    mutationFn: (id: string) => client.jobs.retry({ id }),
    onSuccess: (job) => {
      keepJob(job)
      onRetried(job)
    },
    onError: sayWhy,
  })
