import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { CheckResult } from '@hydraflow/sdk'
import { CircleCheck, CircleX } from 'lucide-react'
import { paths } from '../../paths.ts'
import { formatDuration } from '../../ui/format.ts'
import { checkWords } from './change-words.ts'

/** How checks ended, with the end of what they said. */
export function ChecksList({ checks, jobId }: { checks: readonly CheckResult[]; jobId: string | null }): ReactNode {
  return (
    <ul aria-label="Checks" className="flex flex-col gap-2">
      {checks.map((check) => (
        <CheckItem key={check.name} check={check} />
      ))}
      {jobId !== null && (
        <li>
          <Link {...paths.jobs({ job: jobId })} className="door">
            The whole log
          </Link>
        </li>
      )}
    </ul>
  )
}

function CheckItem({ check }: { check: CheckResult }): ReactNode {
  const Icon = check.status === 'passed' ? CircleCheck : CircleX
  const code = check.exitCode === null || check.exitCode === 0 ? '' : `, exit code ${check.exitCode}`
  return (
    <li>
      <details>
        <summary className="flex cursor-pointer items-center gap-2 max-md:min-h-11">
          <Icon size={15} aria-hidden className={check.status === 'passed' ? 'text-good' : 'text-bad'} />
          <span className="font-medium">{check.name}</span>
          <span className="text-quiet">
            {checkWords[check.status]}
            {code}
            {check.durationMs > 0 && ` · ${formatDuration(check.durationMs)}`}
          </span>
        </summary>
        <pre className="mt-1 rounded-sm bg-hover p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          {check.output || 'It said nothing.'}
        </pre>
      </details>
    </li>
  )
}
