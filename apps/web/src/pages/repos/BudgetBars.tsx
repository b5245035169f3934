import type { ReactNode } from 'react'
import type { BudgetLeft, ChangeStats, Exceeded } from '@hydraflow/sdk'
import { classes } from '../../ui/classes.ts'
import { formatBytes, formatNumber } from '../../ui/format.ts'

interface BarProps {
  label: string
  used: number
  limit: number
  /** What a change would take on top. */
  asked?: number
  text?: (value: number) => string
}

/** One bound of the budget: what was used, what a change would use, and what is left in words. */
export function Bar({ label, used, limit, asked = 0, text = formatNumber }: BarProps): ReactNode {
  const over = used + asked > limit
  const share = (value: number) => `${limit === 0 ? (value > 0 ? 100 : 0) : Math.min(100, (value / limit) * 100)}%`
  const said =
    asked > 0 ? `${text(asked)} of ${text(Math.max(0, limit - used))} left` : `${text(used)} of ${text(limit)}`
  return (
    <div>
      <p className="flex flex-wrap justify-between gap-x-3">
        <span className="text-quiet">{label}</span>
        <span className={classes(over && 'font-medium text-bad')}>
          {said}
          {over && ', too much'}
        </span>
      </p>
      <div aria-hidden className="mt-1 flex h-1.5 overflow-hidden rounded-full bg-line">
        <div className="bg-series-5" style={{ width: share(used) }} />
        {asked > 0 && <div className={over ? 'bg-bad' : 'bg-accent'} style={{ width: share(asked) }} />}
      </div>
    </div>
  )
}

interface BudgetBarsProps {
  budget: BudgetLeft
  /** A change that is being looked at. */
  asked?: ChangeStats | undefined
}

/** What is left of a budget; with a change, what it would use of that. */
export function BudgetBars({ budget, asked }: BudgetBarsProps): ReactNode {
  const lines = asked ? asked.linesAdded + asked.linesRemoved : 0
  const { perPatch, perHour, perDay } = budget
  return (
    <div className="flex flex-col gap-3">
      {asked ? (
        <>
          <Bar label="Files of one patch" used={0} asked={asked.files} limit={perPatch.maxFiles} />
          <Bar label="Lines of one patch" used={0} asked={lines} limit={perPatch.maxLines} />
          <Bar label="Bytes of one patch" used={0} asked={asked.bytes} limit={perPatch.maxBytes} text={formatBytes} />
        </>
      ) : (
        <p className="text-quiet">
          One patch: {formatNumber(perPatch.maxFiles)} files, {formatNumber(perPatch.maxLines)} lines,{' '}
          {formatBytes(perPatch.maxBytes)}
        </p>
      )}
      <Bar label="Patches this hour" used={perHour.patches.used} asked={asked ? 1 : 0} limit={perHour.patches.limit} />
      <Bar label="Lines this hour" used={perHour.lines.used} asked={lines} limit={perHour.lines.limit} />
      <Bar label="Patches today" used={perDay.patches.used} asked={asked ? 1 : 0} limit={perDay.patches.limit} />
      <Bar label="Lines today" used={perDay.lines.used} asked={lines} limit={perDay.lines.limit} />
    </div>
  )
}

const boundWords: Record<Exceeded['bound'], string> = {
  maxFiles: 'Files of one patch',
  maxLines: 'Lines of one patch',
  maxBytes: 'Bytes of one patch',
  'perHour.maxPatches': 'Patches this hour',
  'perHour.maxLines': 'Lines this hour',
  'perDay.maxPatches': 'Patches today',
  'perDay.maxLines': 'Lines today',
}

export function ExceededBars({ exceeded }: { exceeded: readonly Exceeded[] }): ReactNode {
  return (
    <div className="flex flex-col gap-3">
      {exceeded.map(({ bound, used, asked, limit }) => (
        <Bar
          key={bound}
          label={boundWords[bound]}
          used={used}
          asked={asked}
          limit={limit}
          {...(bound === 'maxBytes' && { text: formatBytes })}
        />
      ))}
    </div>
  )
}
