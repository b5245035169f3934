import type { ReactNode } from 'react'
import type { Change } from '@hydraflow/sdk'
import { Delta, DeltaBar } from '../../ui/Delta.tsx'
import { counted } from '../../ui/format.ts'
import { Plain } from '../../ui/Plain.tsx'
import { Row, type RowProps } from '../../ui/Row.tsx'
import { Time } from '../../ui/Time.tsx'
import { ChangeKindIcon, ChangeSign } from './ChangeSigns.tsx'
import { changeFault, changeName, kindWords } from './change-words.ts'
import { useThreadTitle } from './use-repos.ts'

interface ChangeRowProps extends Pick<RowProps, 'active' | 'open' | 'reachable' | 'onOpen' | 'actions'> {
  change: Change
  /** In a list of several repositories: which one. */
  repoName?: string | undefined
  clock?: boolean
}

/** How many lines fill the bar of a row. */
const fullBar = 400

export function ChangeRow({ change, repoName, clock = false, ...row }: ChangeRowProps): ReactNode {
  const { kind, stats } = change
  return (
    <Row
      {...row}
      stacked
      lead={<ChangeKindIcon kind={kind} />}
      title={
        <>
          <span className="text-quiet">{kindWords[kind]}</span>
          {repoName !== undefined && <bdi className="ml-2">{repoName}</bdi>}
          <bdi className="ml-2 font-medium" title={change.summary || undefined}>
            <Plain text={changeName(change)} />
          </bdi>
        </>
      }
      note={<ChangeNote change={change} />}
      end={
        <span className="flex items-center gap-4">
          {stats.files > 0 && (
            <span className="flex items-center gap-4 max-lg:hidden">
              {counted(stats.files, 'file')}
              <span className="flex w-36 items-center justify-end gap-2">
                <Delta added={stats.linesAdded} removed={stats.linesRemoved} />
                <DeltaBar added={stats.linesAdded} removed={stats.linesRemoved} most={fullBar} />
              </span>
            </span>
          )}
          <Time at={change.completedAt} clock={clock} />
        </span>
      }
    />
  )
}

function ChangeNote({ change }: { change: Change }): ReactNode {
  const thread = useThreadTitle(change.threadId)
  const parts = [changeFault(change), thread, change.origin].filter(Boolean)
  return (
    <span className="inline-flex max-w-full items-baseline gap-2">
      <span className="text-text">
        <ChangeSign change={change} />
      </span>
      {parts.length > 0 && (
        <span className="line" title={[...parts, change.error?.message].filter(Boolean).join(' · ')}>
          <Plain text={parts.join(' · ')} />
        </span>
      )}
    </span>
  )
}
