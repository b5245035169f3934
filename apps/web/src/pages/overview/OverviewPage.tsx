import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import type { Overview } from '@hydraflow/sdk'
import { useOverview } from '../../data/overview-feed.ts'
import { paths } from '../../paths.ts'
import { buttonClasses } from '../../ui/Button.tsx'
import { Bone, useSlow } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { Activity } from './Activity.tsx'
import { IndexHealth } from './IndexHealth.tsx'
import { Lede } from './Lede.tsx'
import { RecentJobs } from './RecentJobs.tsx'
import { RecentPages } from './RecentPages.tsx'
import { Storage } from './Storage.tsx'
import { TopSites } from './TopSites.tsx'

export function OverviewPage(): ReactNode {
  const { data, error, refetch } = useOverview()
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-240 flex-col gap-10 px-6 py-9 max-md:gap-8 max-md:px-4 max-md:py-6">
        <title>Overview · HydraFlow</title>
        <h1 className="sr-only">Overview</h1>
        {data ? (
          <Known overview={data} />
        ) : error ? (
          <Fault error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting />
        )}
      </div>
    </div>
  )
}

const pair = 'grid gap-x-14 gap-y-10 md:grid-cols-2'

function Known({ overview }: { overview: Overview }): ReactNode {
  const hasHistory = overview.counts.visits > 0
  if (!hasHistory && overview.counts.repos === 0) {
    return (
      <>
        <Fresh />
        <RecentJobs />
      </>
    )
  }
  return (
    <>
      <Lede overview={overview} />
      {hasHistory && <Activity days={overview.activity} />}
      <RecentJobs />
      {hasHistory && (
        <div className={pair}>
          <RecentPages />
          <TopSites />
        </div>
      )}
      <div className={pair}>
        <Storage storage={overview.storage} />
        <IndexHealth indexes={overview.indexes} engine={overview.engine} />
      </div>
    </>
  )
}

function Fresh(): ReactNode {
  return (
    <section className="flex flex-col items-start gap-4 py-8">
      <p className="max-w-130 font-serif text-2xl text-pretty">
        This workspace is empty. Bring in what you have read so far, and it can be searched at once.
      </p>
      <Link {...paths.imports()} className={buttonClasses('primary')}>
        <Download size={15} aria-hidden />
        Import your browser’s history
      </Link>
      <p className="text-quiet">The browser’s file is only read. Nothing leaves this machine.</p>
    </section>
  )
}

function Waiting(): ReactNode {
  const slow = useSlow()
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className={slow ? 'text-quiet' : 'sr-only'}>Counting what this workspace holds…</span>
      <Bone className="h-6 w-3/4" />
      <Bone className="h-6 w-1/2" />
      <Bone className="mt-8 h-36 w-full" />
    </div>
  )
}
