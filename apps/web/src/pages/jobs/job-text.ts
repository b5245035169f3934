import type { Job, JobProgress, JobType } from '@hydraflow/sdk'
import { faultTextOfReason } from '../../data/fault-text.ts'
import { formatDuration, formatEta, formatNumber } from '../../ui/format.ts'
import { phaseText, statusWords } from './job-words.ts'

/** `Reading visits · 12,000 of 40,000 · about 4 s left`. */
export function progressText(
  { phase, stepsCompleted, stepsTotal, etaSeconds, message }: JobProgress,
  type: JobType,
): string {
  const steps =
    stepsTotal === null
      ? stepsCompleted > 0 && formatNumber(stepsCompleted)
      : `${formatNumber(stepsCompleted)} of ${formatNumber(stepsTotal)}`
  const check = type.startsWith('repo_') && message
  const parts = [phaseText(phase, type), steps, check, etaSeconds !== null && formatEta(etaSeconds)]
  return parts.filter(Boolean).join(' · ')
}

export const statusText = (job: Job): string =>
  job.cancelRequested && job.status === 'running' ? 'Cancelling' : statusWords[job.status]

export const jobDuration = ({ startedAt, completedAt }: Job): string | null =>
  startedAt && completedAt ? formatDuration(Date.parse(completedAt) - Date.parse(startedAt)) : null

/** The one line that matters most now. */
export function jobNote(job: Job): string {
  if (job.error && job.status !== 'succeeded') return faultTextOfReason(job.error.reason, job.error.message).what
  if (job.status === 'running' && job.progress) return progressText(job.progress, job.type)
  if (job.status === 'queued' && job.attempts > 0)
    return `Waiting for attempt ${job.attempts + 1} of ${job.maxAttempts}`
  if (job.status === 'succeeded' && job.type.startsWith('repo_')) return checksNote(job.result)
  return ''
}

/** A job that ran the checks to their end has succeeded, whatever they said. */
function checksNote(result: unknown): string {
  const { passed, undoneBy } = (result ?? {}) as { passed?: boolean; undoneBy?: string }
  if (passed !== false) return ''
  return undoneBy === undefined ? 'A check did not pass' : 'A check did not pass, so it was taken back'
}
