import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Overview } from '@hydraflow/sdk'
import { paths, type Path } from '../../paths.ts'
import { counted } from '../../ui/format.ts'
import { useNow } from '../../ui/Time.tsx'

const dayMs = 86_400_000

/** How things stand, in two sentences. Every number leads to what it counts. */
export function Lede({ overview }: { overview: Overview }): ReactNode {
  const { counts, jobs } = overview
  const running = jobs.byStatus.running ?? 0
  const queued = jobs.byStatus.queued ?? 0
  const minute = Math.floor(useNow().getTime() / 60_000) * 60_000
  const since = new Date(minute - dayMs).toISOString()
  return (
    <p className="max-w-170 font-serif text-2xl text-pretty max-md:text-xl">
      {counts.visits === 0 ? (
        <>
          No history is here yet: <Door path={paths.imports()}>import your browser’s</Door>.{' '}
        </>
      ) : (
        <>
          You have made <Door path={paths.history({ hidden: true })}>{counted(counts.visits, 'visit')}</Door> to{' '}
          <Door path={paths.history()}>{counted(counts.pages, 'page')}</Door>.{' '}
        </>
      )}
      {running > 0 ? (
        <Door path={paths.jobs({ status: ['running'] })}>{counted(running, 'job is', 'jobs are')} running</Door>
      ) : (
        'Nothing is running'
      )}
      {queued > 0 && (
        <>
          {', '}
          <Door path={paths.jobs({ status: ['queued'] })}>{counted(queued, 'is', 'are')} waiting</Door>
        </>
      )}
      {jobs.failedLast24h > 0 ? (
        <>
          {', and '}
          <Door path={paths.jobs({ status: ['failed'], since })}>
            {counted(jobs.failedLast24h, 'job', 'jobs')} failed
          </Door>
          {' in the last day.'}
        </>
      ) : (
        ', and nothing failed in the last day.'
      )}
      <RepoCounts counts={counts} />
    </p>
  )
}

/** What assistants did to files; left out while no repository is registered. */
function RepoCounts({ counts: { repos, changes } }: Pick<Overview, 'counts'>): ReactNode {
  if (repos === 0) return null
  return (
    <>
      {' '}
      The ledgers of <Door path={paths.repos()}>{counted(repos, 'repository', 'repositories')}</Door> hold{' '}
      <Door path={paths.repos({ view: 'changes' })}>{counted(changes, 'change')}</Door>.
    </>
  )
}

function Door({ path, children }: { path: Path; children: ReactNode }): ReactNode {
  return (
    <Link {...path} className="door">
      {children}
    </Link>
  )
}
