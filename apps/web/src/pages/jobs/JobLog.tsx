import type { ReactNode } from 'react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Job, JobLogEntry } from '@hydraflow/sdk'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { client } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { formatClock, formatExact } from '../../ui/format.ts'
import { Output } from '../../ui/ScrollRegion.tsx'
import { PanelSection } from '../../ui/SidePanel.tsx'
import { TerminalText } from '../../ui/TerminalText.tsx'

/** The log; the feed of jobs has it read again whenever the job changes. */
function useLog(job: Job) {
  return useInfiniteQuery({
    queryKey: queryKeys.jobLog(job.id),
    queryFn: ({ pageParam, signal }) => client.jobs.log({ id: job.id, limit: 200, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
}

export function JobLog({ job }: { job: Job }): ReactNode {
  const { data, hasNextPage, fetchNextPage } = useLog(job)
  const entries = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <PanelSection title="Log">
      <ol aria-label="Log" className="flex flex-col gap-1">
        {withWholeOutputs(entries).map((entry) => (
          <LogLine key={entry.id} entry={entry} />
        ))}
      </ol>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more of the log</Button>}
    </PanelSection>
  )
}

const levels = {
  info: { icon: null, word: '', colour: '' },
  warning: { icon: TriangleAlert, word: 'Warning', colour: 'text-caution' },
  error: { icon: CircleAlert, word: 'Error', colour: 'text-bad' },
}

const says = ({ data }: JobLogEntry, word: 'output' | 'end'): boolean =>
  typeof data === 'object' && data !== null && word in data && (data as Record<string, unknown>)[word] === true

/** What a check wrote, as it wrote it. */
const isOutput = (entry: JobLogEntry): boolean => says(entry, 'output')

/** Output comes in pieces that may part a line; its end, before which something was left out, stays by itself. */
function withWholeOutputs(entries: readonly JobLogEntry[]): JobLogEntry[] {
  const whole: JobLogEntry[] = []
  for (const entry of entries) {
    const last = whole.at(-1)
    const goesOn = last && isOutput(last) && isOutput(entry) && !says(entry, 'end')
    if (goesOn) whole[whole.length - 1] = { ...last, message: last.message + entry.message }
    else whole.push(entry)
  }
  return whole
}

function LogLine({ entry }: { entry: JobLogEntry }): ReactNode {
  if (isOutput(entry)) {
    return (
      <li>
        <Output label={`Output at ${formatClock(entry.at)}`}>
          <TerminalText text={entry.message.replace(/\n$/, '')} />
        </Output>
      </li>
    )
  }
  const { icon: Icon, word, colour } = levels[entry.level]
  return (
    <li className="flex items-baseline gap-3">
      <time dateTime={entry.at} title={formatExact(entry.at)} className="shrink-0 text-quiet">
        {formatClock(entry.at)}
      </time>
      <span className={classes('min-w-0 wrap-anywhere', colour)}>
        {Icon && <Icon size={13} aria-label={word} className="mr-1 inline align-[-2px]" />}
        {entry.message || entry.event}
      </span>
    </li>
  )
}
