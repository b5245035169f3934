import { useState, type ReactNode } from 'react'
import type { Job } from '@hydraflow/sdk'
import { ListChecks, SearchX, Trash2 } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useListKeys } from '../../ui/list-keys.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { VirtualList } from '../../ui/VirtualList.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { JobFilters, JobWords } from './JobFilters.tsx'
import { JobPanel } from './JobPanel.tsx'
import { JobRow } from './JobRow.tsx'
import { JobStatsLine } from './JobStatsLine.tsx'
import { PruneDialog } from './PruneDialog.tsx'
import { useJobs } from './use-jobs.ts'
import { filterFromJobsSearch, useJobsAddress } from './use-jobs-address.ts'

const idOf = (job: Job) => job.id
const timeOf = (job: Job) => job.createdAt

export function JobsPage(): ReactNode {
  const address = useJobsAddress()
  const { search } = address
  const query = useJobs(filterFromJobsSearch(search))
  const { jobs } = query
  const [pruning, setPruning] = useState(false)
  const list = useListKeys({
    title: 'Jobs',
    items: jobs,
    idOf,
    open: (job) => address.show(job.id),
    close: search.job === undefined ? undefined : address.close,
  })
  const narrow = search.status ?? search.type ?? search.since ?? search.q

  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <PageHead
          title="Jobs"
          count={<JobStatsLine />}
          actions={
            <>
              <JobWords address={address} />
              <Button look="ghost" icon={Trash2} onClick={() => setPruning(true)}>
                Tidy up
              </Button>
            </>
          }
        >
          <JobFilters address={address} />
        </PageHead>
        {query.isPending ? (
          <WaitingRows label="Reading the jobs" />
        ) : query.error && jobs.length === 0 ? (
          <div className="p-6">
            <Fault error={query.error} onRetry={() => void query.refetch()} />
          </div>
        ) : jobs.length === 0 ? (
          narrow === undefined ? (
            <EmptyState icon={ListChecks} title="No job has run yet">
              Everything that takes time is listed here: imports, above all. Each one keeps its log and says why it
              failed.
            </EmptyState>
          ) : (
            <EmptyState
              icon={SearchX}
              title="No job matches"
              action={<Button onClick={address.clear}>Show all jobs</Button>}
            >
              Take a filter off to see more.
            </EmptyState>
          )
        ) : (
          <VirtualList
            label="Jobs"
            items={jobs}
            idOf={idOf}
            timeOf={timeOf}
            list={list}
            query={query}
            renderItem={(job, row) => <JobRow {...row} job={job} clock open={job.id === search.job} />}
          />
        )}
      </div>
      {search.job !== undefined && <JobPanel key={search.job} jobId={search.job} address={address} />}
      {pruning && <PruneDialog onClose={() => setPruning(false)} />}
    </div>
  )
}
