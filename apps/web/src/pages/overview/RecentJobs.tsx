import type { ReactNode } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Job } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { ShortList } from '../../ui/ShortList.tsx'
import { JobRow } from '../jobs/JobRow.tsx'
import { useJobs } from '../jobs/use-jobs.ts'
import { Section } from './Section.tsx'

/** What runs now and what failed last, with its reason. Left out when there is neither. */
export function RecentJobs(): ReactNode {
  const navigate = useNavigate()
  const active = useJobs({ status: ['running', 'queued'], limit: 5 }).jobs
  const failed = useJobs({ status: ['failed'], limit: 5 }).jobs
  const jobs = [...active.filter(isActive), ...failed].slice(0, 8)
  if (jobs.length === 0) return null
  return (
    <Section
      title="Running and failed jobs"
      note={
        <Link {...paths.jobs()} className="door">
          All jobs
        </Link>
      }
    >
      <ShortList label="Running and failed jobs">
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            active={false}
            reachable
            onOpen={() => void navigate(paths.jobs({ job: job.id }))}
          />
        ))}
      </ShortList>
    </Section>
  )
}

const isActive = (job: Job): boolean => job.status === 'running' || job.status === 'queued'
