import { useNavigate, useSearch } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { startOfDay } from '../../ui/format.ts'
import { readJobsSearch, type JobsSearch } from './jobs-search.ts'

export interface JobsAddress {
  readonly search: JobsSearch
  readonly narrow: (change: Partial<JobsSearch>, replace?: boolean) => void
  readonly show: (job: string) => void
  readonly close: () => void
  readonly clear: () => void
}

/** The filter and the panel, as the address has them. */
export function useJobsAddress(): JobsAddress {
  const search = useSearch({ strict: false, select: readJobsSearch, structuralSharing: true })
  const navigate = useNavigate()
  const go = (next: JobsSearch, replace: boolean) => void navigate({ ...paths.jobs(next), replace })
  return {
    search,
    narrow: (change, replace = false) => go({ ...search, job: undefined, ...change }, replace),
    show: (job) => go({ ...search, job }, search.job !== undefined),
    close: () => go({ ...search, job: undefined }, true),
    clear: () => go({}, false),
  }
}

/** What the server is asked for: a day becomes the midnight of the person. */
export const filterFromJobsSearch = ({ status, type, since, q }: JobsSearch) => ({
  ...(status && { status }),
  ...(type && { type }),
  ...(since && { since: since.includes('T') ? since : startOfDay(since).toISOString() }),
  ...(q && { q }),
})
