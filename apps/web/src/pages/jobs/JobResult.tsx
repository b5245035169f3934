import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { ImportResult, Job, RevertResult } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Facts } from '../../ui/Facts.tsx'
import { formatNumber } from '../../ui/format.ts'
import { RepoResult } from '../repos/RepoResult.tsx'
import { skippedFacts } from '../imports/import-words.ts'

/** What a job brought, in words for the types we know and as it came for any other. */
export function JobResult({ job }: { job: Job }): ReactNode {
  if (job.type === 'browser_import') return <Imported result={job.result as ImportResult} />
  if (job.type === 'import_revert') return <Reverted result={job.result as RevertResult} />
  if (job.type.startsWith('repo_')) return <RepoResult job={job} />
  return (
    <pre className="rounded-sm bg-hover p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
      {JSON.stringify(job.result, null, 2)}
    </pre>
  )
}

function Imported({ result }: { result: ImportResult }): ReactNode {
  return (
    <>
      <Facts
        facts={[
          ['Read', formatNumber(result.read)],
          ['New visits', formatNumber(result.inserted)],
          ['Already here', formatNumber(result.unchanged)],
          ...skippedFacts(result.skipped),
          ['New pages', formatNumber(result.pagesInserted)],
        ]}
      />
      <Link {...paths.imports()} className="door self-start">
        See this among the imports
      </Link>
    </>
  )
}

function Reverted({ result }: { result: RevertResult }): ReactNode {
  return (
    <Facts
      facts={[
        ['Visits removed', formatNumber(result.removed.visits)],
        ['Pages removed', formatNumber(result.removed.pages)],
      ]}
    />
  )
}
