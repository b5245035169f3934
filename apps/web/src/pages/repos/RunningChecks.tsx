import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Job } from '@hydraflow/sdk'
import { LoaderCircle, Square } from 'lucide-react'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { statusText } from '../jobs/job-text.ts'
import { useCancelJob } from '../jobs/use-jobs.ts'

/** How a job that runs checks stands, and the way to what they write. */
export function RunningChecks({ job }: { job: Job }): ReactNode {
  return (
    <span className="inline-flex items-center gap-1.5">
      <LoaderCircle size={14} aria-hidden className="animate-spin text-running" />
      {statusText(job)}
      <Link {...paths.jobs({ job: job.id })} className="door text-text">
        Watch the output
      </Link>
    </span>
  )
}

/** Asks jobs that run checks to stop; what they started ends with them. */
export function StopChecks({ jobs }: { jobs: readonly Job[] }): ReactNode {
  const cancel = useCancelJob()
  const left = jobs.filter((job) => !job.cancelRequested)
  const stopping = cancel.isPending || left.length === 0
  return (
    <Button
      icon={Square}
      busy={stopping}
      onClick={() => {
        for (const { id } of left) cancel.mutate(id)
      }}
    >
      {stopping ? 'Stopping…' : 'Stop'}
    </Button>
  )
}
