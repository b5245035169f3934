import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Change } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Facts, type Fact } from '../../ui/Facts.tsx'
import { counted, formatNumber } from '../../ui/format.ts'
import { Plain } from '../../ui/Plain.tsx'
import { changeName, kindWords } from './change-words.ts'
import { useChange, useTaskTitle, useThreadTitle } from './use-repos.ts'

/** Where a change comes from and what it belongs to. */
export function ChangeFacts({ change }: { change: Change }): ReactNode {
  const { repoId, threadId, taskId, jobId, proposalId, targets, origin, chargedLines, sequence } = change
  const thread = useThreadTitle(threadId)
  const task = useTaskTitle(taskId)
  return (
    <div className="flex flex-col gap-2">
      <InlineFacts
        facts={[
          [
            'Thread',
            threadId && <Door key="thread" path={paths.repo(repoId, { thread: threadId })} text={thread ?? threadId} />,
          ],
          ['Task', taskId && <Door key="task" path={paths.repo(repoId, { task: taskId })} text={task ?? taskId} />],
          ['Asked by', origin && <Plain key="origin" text={origin} />],
          ['Proposal', proposalId && <ChangeLink key="proposal" repoId={repoId} changeId={proposalId} bare />],
          ...targets.map((id): Fact => [targetWord(change), <ChangeLink key={id} repoId={repoId} changeId={id} />]),
          ['Budget', chargedLines > 0 && `took ${counted(chargedLines, 'line')}`],
          [
            'Job',
            jobId && (
              <Link key="job" {...paths.jobs({ job: jobId })} className="door">
                its log
              </Link>
            ),
          ],
        ]}
      />
      <details className="text-quiet">
        <summary className="w-fit max-md:py-3">Entry {formatNumber(sequence)} of the ledger, its hashes</summary>
        <div className="pt-2 font-mono text-xs">
          <Facts
            facts={[
              ['Id', change.id],
              ['Hash', change.hash],
              ['Follows', change.previousHash],
            ]}
          />
        </div>
      </details>
    </div>
  )
}

const targetWords: Record<Change['kind'], string> = {
  propose: 'Concerns',
  apply: 'Concerns',
  undo: 'Took back',
  redo: 'Applied again',
  checks: 'Checked',
}

/** What was refused was only meant to happen. */
const targetWord = ({ kind, error }: Change): string => (error === null ? targetWords[kind] : 'Concerns')

/** Short facts one after the other, on as many lines as they need. */
function InlineFacts({ facts }: { facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="flex flex-wrap gap-x-7 gap-y-1.5">
      {facts
        .filter(([, value]) => Boolean(value))
        .map(([label, value], index) => (
          <div key={index} className="flex max-w-full min-w-0 items-baseline gap-2">
            <dt className="shrink-0 text-quiet">{label}</dt>
            <dd className="line min-w-0">{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Door({ path, text }: { path: ReturnType<typeof paths.repo>; text: string }): ReactNode {
  return (
    <Link {...path} className="door">
      <Plain text={text} />
    </Link>
  )
}

interface ChangeLinkProps {
  repoId: string
  changeId: string
  /** Without its kind, where that is told already. */
  bare?: boolean
}

/** Another entry of the same ledger, by what it is called. */
export function ChangeLink({ repoId, changeId, bare = false }: ChangeLinkProps): ReactNode {
  const { data } = useChange(repoId, changeId)
  return (
    <Link {...paths.change(repoId, changeId)} className="door">
      {data ? (
        <Plain text={bare ? changeName(data) : `${kindWords[data.kind]}: ${changeName(data)}`} />
      ) : (
        'an entry of the ledger'
      )}
    </Link>
  )
}
