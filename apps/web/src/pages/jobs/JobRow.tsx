import type { ReactNode } from 'react'
import type { Job } from '@hydraflow/sdk'
import { Progress } from '../../ui/Progress.tsx'
import { Row, type RowProps } from '../../ui/Row.tsx'
import { Time } from '../../ui/Time.tsx'
import { jobDuration, jobNote, statusText } from './job-text.ts'
import { JobStatusIcon } from './JobStatusSign.tsx'
import { typeWords } from './job-words.ts'

interface JobRowProps extends Pick<RowProps, 'active' | 'open' | 'reachable' | 'onOpen' | 'actions'> {
  job: Job
  /** The day stands in the heading above. */
  clock?: boolean
}

export function JobRow({ job, clock = false, ...row }: JobRowProps): ReactNode {
  return (
    <Row
      {...row}
      lead={<JobStatusIcon status={job.status} />}
      title={
        <>
          <span className={job.status === 'failed' ? 'text-bad' : 'text-quiet'}>{statusText(job)}</span>
          <span className="mx-2">{typeWords[job.type]}</span>
          {job.title !== '' && <span className="font-medium">{job.title}</span>}
        </>
      }
      note={<JobNote job={job} />}
      end={
        <span className="flex items-baseline gap-4">
          <span className="max-md:hidden">{jobDuration(job)}</span>
          <Time at={job.startedAt ?? job.createdAt} clock={clock} />
        </span>
      }
    />
  )
}

function JobNote({ job }: { job: Job }): ReactNode {
  const note = jobNote(job)
  if (job.status !== 'running') return note
  return (
    <span className="flex items-center gap-3">
      <span className="w-24 shrink-0">
        <Progress
          label={`Progress of ${typeWords[job.type]} ${job.title}`}
          done={job.progress?.stepsCompleted ?? 0}
          total={job.progress?.stepsTotal ?? null}
        />
      </span>
      <span className="line">{note || 'Starting'}</span>
    </span>
  )
}
