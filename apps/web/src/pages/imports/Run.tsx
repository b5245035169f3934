import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { ImportResult, Job } from '@hydraflow/sdk'
import { faultTextOfReason } from '../../data/fault-text.ts'
import { isFinished } from '../../data/job-feed.ts'
import { paths } from '../../paths.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { counted } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Bone } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { JobActions, RunningLine } from '../jobs/JobPanel.tsx'
import { JobStatusSign } from '../jobs/JobStatusSign.tsx'
import { statusText } from '../jobs/job-text.ts'
import { useJob } from '../jobs/use-jobs.ts'
import { historyOfBatch, useBatches } from './batches.ts'
import { CountTable } from './CountTable.tsx'
import { RevertButton } from './RevertButton.tsx'
import { Step } from './Step.tsx'
import type { ImportAddress } from './use-import.ts'

interface RunProps {
  jobId: string
  address: ImportAddress
}

const bringIntoView = (step: HTMLElement | null) => {
  step?.scrollIntoView({ block: 'nearest' })
}

/** The import while it runs, then what it brought: brought into view, for it begins below what was pressed. */
export function Run({ jobId, address }: RunProps): ReactNode {
  const { data: job, error } = useJob(jobId)
  const title = job && isFinished(job) ? 'Done' : 'Import'
  return (
    <div key={title} ref={bringIntoView} className="scroll-mb-6">
      <Step number={3} title={title} note={job && <JobStatusSign status={job.status} word={statusText(job)} />}>
        {job ? <KnownRun job={job} address={address} /> : error ? <Fault error={error} /> : <Bone className="w-1/2" />}
      </Step>
    </div>
  )
}

function KnownRun({ job, address }: { job: Job; address: ImportAddress }): ReactNode {
  const retried = ({ id }: Job) => address.go({ ...address.search, job: id })
  if (job.status === 'succeeded') return <Result result={job.result as ImportResult} address={address} />
  return (
    <>
      {job.error ? <RunFault error={job.error} /> : !isFinished(job) && <RunningLine job={job} />}
      <JobActions job={job} onRetried={retried} />
    </>
  )
}

function RunFault({ error }: { error: NonNullable<Job['error']> }): ReactNode {
  const { what, advice } = faultTextOfReason(error.reason, error.message)
  return (
    <Notice meaning={error.reason === 'CANCELLED' ? 'plain' : 'bad'} title={what}>
      {advice}
    </Notice>
  )
}

function Result({ result, address }: { result: ImportResult; address: ImportAddress }): ReactNode {
  const batch = useBatches().batches.find(({ id }) => id === result.batchId)
  return (
    <>
      <p role="status" className="font-serif text-lg">
        {result.inserted > 0
          ? `${counted(result.inserted, 'visit')} to ${counted(result.pagesInserted, 'new page')} came in.`
          : 'Nothing was new: every visit of this file was here already.'}
      </p>
      <CountTable
        read={result.read}
        added={result.inserted}
        unchanged={result.unchanged}
        skipped={result.skipped}
        words="did"
      />
      <div className="flex flex-wrap gap-2">
        <Link {...(batch ? historyOfBatch(batch) : paths.history())} className={buttonClasses('primary')}>
          See them in History
        </Link>
        <Button onClick={() => address.go({})}>Import another file</Button>
        {batch && <RevertButton batch={batch} />}
      </div>
    </>
  )
}
