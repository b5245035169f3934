import type { JobStatus, JobType } from '@hydraflow/sdk'
import { compact, readMoment, readText, readWords, type RawSearch } from '../read-search.ts'
import { jobStatuses, jobTypes } from './job-words.ts'

/** What the address of the Jobs page holds: the filter, and the job in the side panel. */
export interface JobsSearch {
  status?: JobStatus[] | undefined
  type?: JobType[] | undefined
  since?: string | undefined
  q?: string | undefined
  job?: string | undefined
}

export const readJobsSearch = (raw: RawSearch): JobsSearch =>
  compact({
    status: readWords(jobStatuses, raw.status),
    type: readWords(jobTypes, raw.type),
    since: readMoment(raw.since),
    q: readText(raw.q),
    job: readText(raw.job),
  })
