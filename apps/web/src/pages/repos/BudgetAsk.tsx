import type { ReactNode } from 'react'
import { formatBytes, formatNumber } from '../../ui/format.ts'
import { Meter } from '../../ui/Meter.tsx'
import { Bone } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { boundWords } from './PatchFault.tsx'
import { useBudget } from './use-repos.ts'

interface BudgetAskProps {
  repoId: string
  files: number
  lines: number
  /** Unknown when some files are left out. */
  bytes: number | null
}

interface Bound {
  readonly label: string
  readonly used: number
  readonly asked: number
  readonly limit: number
  readonly say: (value: number) => string
}

/** What a change would take of what is left. */
export function BudgetAsk({ repoId, files, lines, bytes }: BudgetAskProps): ReactNode {
  const { data, error, refetch } = useBudget(repoId)
  if (error) return <Fault error={error} onRetry={() => void refetch()} />
  if (!data) return <Bone className="h-20" />
  const { perPatch, perHour, perDay } = data
  // In pairs for two columns, and what may be unknown last.
  const bounds: Bound[] = [
    { label: boundWords.maxFiles, used: 0, asked: files, limit: perPatch.maxFiles, say: formatNumber },
    { label: boundWords.maxLines, used: 0, asked: lines, limit: perPatch.maxLines, say: formatNumber },
    { label: boundWords['perHour.maxLines'], ...perHour.lines, asked: lines, say: formatNumber },
    { label: boundWords['perHour.maxPatches'], ...perHour.patches, asked: 1, say: formatNumber },
    { label: boundWords['perDay.maxLines'], ...perDay.lines, asked: lines, say: formatNumber },
    { label: boundWords['perDay.maxPatches'], ...perDay.patches, asked: 1, say: formatNumber },
    ...(bytes === null
      ? []
      : [{ label: boundWords.maxBytes, used: 0, asked: bytes, limit: perPatch.maxBytes, say: formatBytes }]),
  ]
  return (
    <div
      role="group"
      aria-label="What it takes of the budget"
      className="grid gap-x-8 gap-y-3 sm:grid-cols-2 2xl:grid-cols-3"
    >
      {bounds.map(({ label, used, asked, limit, say }) => (
        <Meter key={label} label={label} used={used} asked={asked} limit={limit}>
          {used > 0 && <span className="text-quiet">{say(used)} used + </span>}
          {say(asked)} of {say(limit)}
          {used + asked > limit && <span className="text-bad"> (too much)</span>}
        </Meter>
      ))}
    </div>
  )
}
