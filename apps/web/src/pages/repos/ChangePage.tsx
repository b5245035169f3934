import type { ReactNode } from 'react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Change } from '@hydraflow/sdk'
import { ArrowLeft } from 'lucide-react'
import { paths } from '../../paths.ts'
import { Facts } from '../../ui/Facts.tsx'
import { counted, formatNumber } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { ApplyProposal } from './ApplyProposal.tsx'
import { ChecksList } from './ChecksList.tsx'
import { linesText, stateText, titleOf } from './change-words.ts'
import { DiffFiles } from './DiffFiles.tsx'
import { readChangeSearch } from './repos-search.ts'
import { UndoButton } from './UndoButton.tsx'
import { useChange, useRepo } from './use-repos.ts'

export function ChangePage(): ReactNode {
  const { repoId = '', changeId = '' } = useParams({ strict: false })
  const { data: change, error } = useChange(repoId, changeId)
  if (error) {
    return (
      <div className="p-6">
        <Fault error={error} />
      </div>
    )
  }
  return change ? <Known change={change} /> : <WaitingRows label="Reading the change" />
}

function Known({ change }: { change: Change }): ReactNode {
  const { data: repo } = useRepo(change.repoId)
  const { view } = useSearch({ strict: false, select: readChangeSearch, structuralSharing: true })
  const navigate = useNavigate()
  const split = view === 'split'
  const isOpen = change.proposal?.state === 'open'
  const canUndo = change.status === 'applied' && change.undoneBy === null
  const canRedo = change.status === 'applied' && change.files.some(({ undoneBy }) => undoneBy !== null)
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <PageHead
        title={titleOf(change)}
        count={stateText(change)}
        actions={
          <>
            {canUndo && <UndoButton change={change} kind="undo" />}
            {canRedo && <UndoButton change={change} kind="redo" />}
          </>
        }
      >
        <p>
          <Link {...paths.repo(change.repoId)} className="door inline-flex items-center gap-1">
            <ArrowLeft size={14} aria-hidden />
            {repo?.name ?? 'The repository'}
          </Link>
        </p>
      </PageHead>
      <div className="flex max-w-300 flex-col gap-6 px-6 pb-12 max-md:px-4">
        <About change={change} />
        {isOpen ? (
          <ApplyProposal change={change} split={split} />
        ) : (
          change.files.length > 0 && (
            <DiffFiles
              files={change.files}
              split={split}
              onView={(next) => void navigate({ ...paths.change(change.repoId, change.id, next), replace: true })}
              renderActions={(file) =>
                canUndo &&
                change.files.length > 1 &&
                file.undoneBy === null && <UndoButton change={change} kind="undo" path={file.path} look="ghost" />
              }
            />
          )
        )}
      </div>
    </div>
  )
}

function About({ change }: { change: Change }): ReactNode {
  const { error, stats, checks, threadId, taskId, origin, targets, proposalId, undoneBy } = change
  const to = (id: string) => (
    <Link key={id} {...paths.change(change.repoId, id)} className="door mr-3 font-mono text-xs">
      …{id.slice(-8)}
    </Link>
  )
  return (
    <section aria-label="About this change" className="flex flex-col gap-4">
      {error && (
        <Notice meaning="bad" title={error.message}>
          {change.status === 'refused' ? 'Nothing was written.' : 'The files were left alone.'}
        </Notice>
      )}
      {change.summary.includes('\n') && <p className="max-w-170 whitespace-pre-wrap">{change.summary}</p>}
      <Facts
        facts={[
          ['When', <Time key="at" at={change.completedAt} />],
          ['What', stats.files > 0 ? `${counted(stats.files, 'file')}, ${linesText(stats)} lines` : null],
          ['From the budget', change.chargedLines > 0 ? counted(change.chargedLines, 'line') : null],
          ['By', origin],
          ['Thread', threadId && <bdi className="font-mono text-xs">{threadId}</bdi>],
          ['Task', taskId && <bdi className="font-mono text-xs">{taskId}</bdi>],
          ['Of the change', targets.length > 0 ? targets.map(to) : null],
          ['Of the proposal', proposalId && to(proposalId)],
          ['Taken back by', undoneBy && to(undoneBy)],
          ['Entry', `${formatNumber(change.sequence)} of the ledger`],
        ]}
      />
      {checks.length > 0 && <ChecksList checks={checks} jobId={change.kind === 'checks' ? change.jobId : null} />}
      <details>
        <summary className="cursor-pointer text-quiet max-md:min-h-11">Hashes</summary>
        <Facts
          facts={[
            [
              'This entry',
              <code key="hash" className="font-mono text-xs wrap-anywhere">
                {change.hash}
              </code>,
            ],
            [
              'The one before',
              <code key="before" className="font-mono text-xs wrap-anywhere">
                {change.previousHash}
              </code>,
            ],
          ]}
        />
      </details>
    </section>
  )
}
