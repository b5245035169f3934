import { useState, type ReactNode } from 'react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { finishedJobStatuses } from '@hydraflow/sdk'
import { toast } from 'sonner'
import { client, refresh } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { ToggleChip } from '../../ui/Chip.tsx'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { counted } from '../../ui/format.ts'
import { TextField } from '../../ui/TextField.tsx'
import { Fault } from '../Fault.tsx'
import { statusWords } from './job-words.ts'

type Finished = (typeof finishedJobStatuses)[number]

const longestDays = 36_500

/** Removes old finished jobs with their logs, after saying how many. */
export function PruneDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [days, setDays] = useState('30')
  const [statuses, setStatuses] = useState<readonly Finished[]>(['succeeded'])
  const olderThanDays = Number(days)
  const valid = days.trim() !== '' && olderThanDays >= 0 && olderThanDays <= longestDays && statuses.length > 0
  const input = { olderThanDays, status: [...statuses] }
  const count = useQuery({
    queryKey: queryKeys.pruneCount(input),
    queryFn: ({ signal }) => client.jobs.prune({ ...input, dryRun: true }, { signal }),
    enabled: valid,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const jobs = valid ? (count.data?.removed.jobs ?? 0) : 0
  const prune = useMutation({
    mutationFn: () => client.jobs.prune(input),
    onSuccess: async ({ removed }) => {
      onClose()
      toast.success(`${counted(removed.jobs ?? 0, 'job')} removed`)
      await refresh(queryKeys.jobs)
    },
  })
  const toggle = (status: Finished) =>
    setStatuses((before) =>
      before.includes(status) ? before.filter((other) => other !== status) : [...before, status],
    )
  const error = prune.error ?? count.error
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Remove old jobs"
      description="Removes finished jobs with their logs. What they did, such as the visits of an import, stays."
      confirm={`Remove ${counted(jobs, 'job')}`}
      busy={prune.isPending}
      disabled={jobs === 0 || count.isPlaceholderData}
      onConfirm={() => prune.mutate()}
    >
      <TextField
        label="Finished more than this many days ago"
        type="number"
        min={0}
        max={longestDays}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      />
      <div role="group" aria-label="Which jobs" className="flex flex-wrap gap-2">
        {finishedJobStatuses.map((status) => (
          <ToggleChip key={status} pressed={statuses.includes(status)} onPress={() => toggle(status)}>
            {statusWords[status]}
          </ToggleChip>
        ))}
      </div>
      <p aria-live="polite" className="text-quiet">
        {valid ? `${counted(jobs, 'job')} would go.` : 'Choose at least one kind, and a number of days.'}
      </p>
      {error && <Fault error={error} />}
    </ConfirmDialog>
  )
}
