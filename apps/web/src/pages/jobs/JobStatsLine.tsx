import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { jobStatuses, statusWords } from './job-words.ts'
import { JobStatusIcon } from './JobStatusSign.tsx'
import { useJobStats } from './use-jobs.ts'

/** How many jobs there are of each status; each number shows them. */
export function JobStatsLine(): ReactNode {
  const stats = useJobStats().data
  if (!stats) return null
  const present = jobStatuses.filter((status) => (stats.byStatus[status] ?? 0) > 0)
  return (
    <span className="flex flex-wrap gap-x-4">
      {present.map((status) => (
        <Link
          key={status}
          {...paths.jobs({ status: [status] })}
          className="group inline-flex items-center gap-1.5 rounded-sm max-md:min-h-11"
        >
          <JobStatusIcon status={status} size={14} />
          <span className="door">
            {formatNumber(stats.byStatus[status] ?? 0)} {statusWords[status].toLowerCase()}
          </span>
        </Link>
      ))}
    </span>
  )
}
