import type { JobStatus, JobType } from '@hydraflow/sdk'

export const statusWords: Record<JobStatus, string> = {
  running: 'Running',
  queued: 'Queued',
  failed: 'Failed',
  succeeded: 'Succeeded',
  cancelled: 'Cancelled',
}
export const jobStatuses = Object.keys(statusWords) as JobStatus[]

export const typeWords: Record<JobType, string> = {
  browser_import: 'Browser import',
  import_revert: 'Import taken back',
  repo_apply_patch: 'Patch',
  repo_undo_change: 'Undo',
  repo_run_checks: 'Checks',
  maintenance: 'Maintenance',
}
export const jobTypes = Object.keys(typeWords) as JobType[]

const phaseWords: Record<string, string> = {
  copying: 'copying the file',
  reading: 'reading visits',
  removing: 'removing visits',
  checkpoint: 'writing the log back',
  checking: 'checking the database',
  uploads: 'clearing old uploads',
}

/** A phase as the worker names it, made readable: `copy_file` becomes `Copy file`. */
export function phaseText(phase: string, type: JobType): string {
  const isCheck = phase === 'checking' && type.startsWith('repo_')
  const words = isCheck ? 'running checks' : (phaseWords[phase] ?? phase.replaceAll(/[_.-]+/g, ' ').trim())
  return words.charAt(0).toUpperCase() + words.slice(1)
}
