import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Change } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { refusalReason } from './change-words.ts'
import { ProposeAgain } from './StaleNotice.tsx'
import { useChange } from './use-repos.ts'

/** That a proposal was applied, or that somebody refused it and why; and where that is written down. */
export function ClosedNotice({ proposal }: { proposal: Change }): ReactNode {
  const { data: entry } = useChange(proposal.repoId, proposal.proposal?.closedBy ?? undefined)
  const isUsed = proposal.proposal?.state === 'used'
  const reason = entry && !isUsed ? refusalReason(entry) : ''
  return (
    <Notice meaning="plain" title={isUsed ? 'This proposal was applied' : 'This proposal was refused'}>
      {reason !== '' && (
        <p dir="auto" className="whitespace-pre-wrap text-text">
          <Plain text={reason} />
        </p>
      )}
      <p className="flex flex-wrap gap-x-5">
        {entry && (
          <Link {...paths.change(entry.repoId, entry.id)} className="door text-text">
            {isUsed ? 'What became of it' : 'Its entry in the ledger'}
          </Link>
        )}
        {!isUsed && <ProposeAgain change={proposal} />}
      </p>
    </Notice>
  )
}
