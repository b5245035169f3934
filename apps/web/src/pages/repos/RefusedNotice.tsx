import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Change } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { refusalReason } from './change-words.ts'
import { ProposeAgain } from './StaleNotice.tsx'
import { useRefusingEntry } from './use-repos.ts'

/** That somebody closed a proposal, why, and where that is written down. */
export function RefusedNotice({ proposal }: { proposal: Change }): ReactNode {
  const { data: entry } = useRefusingEntry(proposal)
  const reason = entry ? refusalReason(entry) : ''
  return (
    <Notice meaning="plain" title="This proposal was refused">
      {reason !== '' && (
        <p dir="auto" className="whitespace-pre-wrap text-text">
          <Plain text={reason} />
        </p>
      )}
      <p className="flex flex-wrap gap-x-5">
        {entry && (
          <Link {...paths.change(entry.repoId, entry.id)} className="door text-text">
            Its entry in the ledger
          </Link>
        )}
        <ProposeAgain change={proposal} />
      </p>
    </Notice>
  )
}
