import type { ReactNode } from 'react'
import { Ban, RotateCcw } from 'lucide-react'
import type { Job } from '@hydraflow/sdk'
import { faultTextOfReason } from '../../data/fault-text.ts'
import { isFinished } from '../../data/job-feed.ts'
import { Button } from '../../ui/Button.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { PanelSection, SidePanel } from '../../ui/SidePanel.tsx'
import { Time } from '../../ui/Time.tsx'
import { Bone } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { RepoJobLinks } from '../repos/RepoResult.tsx'
import { jobDuration, progressText, statusText } from './job-text.ts'
import { JobLog } from './JobLog.tsx'
import { JobResult } from './JobResult.tsx'
import { JobStatusSign } from './JobStatusSign.tsx'
import { typeWords } from './job-words.ts'
import { useCancelJob, useJob, useRetryJob } from './use-jobs.ts'
import type { JobsAddress } from './use-jobs-address.ts'

export function JobPanel({ jobId, address }: { jobId: string; address: JobsAddress }): ReactNode {
  const { data: job, error } = useJob(jobId)
  return (
    <SidePanel label={job ? typeWords[job.type] : 'Job'} onClose={address.close}>
      {job ? (
        <KnownJob job={job} address={address} />
      ) : error ? (
        <Fault error={error} />
      ) : (
        <Bone className="h-6 w-3/4" />
      )}
    </SidePanel>
  )
}

function KnownJob({ job, address }: { job: Job; address: JobsAddress }): ReactNode {
  return (
    <>
      <section className="flex flex-col gap-3">
        <p dir="auto" className="text-lg font-semibold wrap-anywhere">
          {job.title || typeWords[job.type]}
        </p>
        <p>
          <JobStatusSign status={job.status} word={statusText(job)} />
        </p>
        {job.status === 'running' && <RunningLine job={job} />}
        {job.error && <JobFault error={job.error} />}
        <JobActions job={job} onRetried={({ id }) => address.show(id)} />
      </section>
      <Facts
        facts={[
          ['Created', <Time key="created" at={job.createdAt} />],
          ['Started', job.startedAt && <Time at={job.startedAt} />],
          ['Finished', job.completedAt && <Time at={job.completedAt} />],
          ['Took', jobDuration(job)],
          ['Repository', job.repoId !== null && <RepoJobLinks key="repository" job={job} />],
          ['Attempts', `${job.attempts} of ${job.maxAttempts}`],
        ]}
      />
      {job.result !== null && job.result !== undefined && (
        <PanelSection title="Result">
          <JobResult job={job} />
        </PanelSection>
      )}
      <JobLog job={job} />
    </>
  )
}

export function RunningLine({ job }: { job: Job }): ReactNode {
  const { progress } = job
  return (
    <div className="flex flex-col gap-1.5">
      <Progress
        label={`Progress of ${typeWords[job.type]}`}
        done={progress?.stepsCompleted ?? 0}
        total={progress?.stepsTotal ?? null}
      />
      <p className="text-quiet">{progress ? progressText(progress, job.type) : 'Starting'}</p>
    </div>
  )
}

function JobFault({ error }: { error: NonNullable<Job['error']> }): ReactNode {
  const { what, advice } = faultTextOfReason(error.reason, error.message)
  return (
    <Notice meaning={error.reason === 'CANCELLED' ? 'plain' : 'bad'} title={what}>
      {advice}
    </Notice>
  )
}

export function JobActions({ job, onRetried }: { job: Job; onRetried: (job: Job) => void }): ReactNode {
  const cancel = useCancelJob()
  const retry = useRetryJob(onRetried)
  if (!isFinished(job)) {
    return (
      <Button
        icon={Ban}
        busy={cancel.isPending || job.cancelRequested}
        onClick={() => cancel.mutate(job.id)}
        className="self-start"
      >
        {job.cancelRequested ? 'Cancelling…' : 'Cancel job'}
      </Button>
    )
  }
  if (job.status === 'succeeded') return null
  return (
    <Button icon={RotateCcw} busy={retry.isPending} onClick={() => retry.mutate(job.id)} className="self-start">
      Run again
    </Button>
  )
}
