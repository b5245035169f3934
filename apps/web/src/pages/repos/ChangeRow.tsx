import type { ReactNode } from 'react'
import type { Change } from '@hydraflow/sdk'
import { CircleX } from 'lucide-react'
import { counted } from '../../ui/format.ts'
import { Row, type RowProps } from '../../ui/Row.tsx'
import { Time } from '../../ui/Time.tsx'
import { isBad, kindIcons, stateText, titleOf } from './change-words.ts'
import { LineCounts } from './FileDiff.tsx'

interface ChangeRowProps extends Pick<RowProps, 'active' | 'reachable' | 'onOpen'> {
  change: Change
}

export function ChangeRow({ change, ...row }: ChangeRowProps): ReactNode {
  const Icon = isBad(change) ? CircleX : kindIcons[change.kind]
  const { files, stats, origin } = change
  const note = isBad(change) && change.error ? change.error.message : (origin ?? '')
  return (
    <Row
      {...row}
      lead={<Icon size={16} aria-hidden className={isBad(change) ? 'text-bad' : 'text-quiet'} />}
      title={
        <>
          <span className={isBad(change) ? 'text-bad' : 'text-quiet'}>{stateText(change)}</span>
          <bdi className="ml-2 font-medium">{titleOf(change)}</bdi>
        </>
      }
      note={note}
      end={
        <span className="flex items-baseline gap-4">
          {files.length > 0 && (
            <span className="flex items-baseline gap-3 max-md:hidden">
              {counted(files.length, 'file')}
              <LineCounts file={stats} />
            </span>
          )}
          <Time at={change.completedAt} clock />
        </span>
      }
    />
  )
}
