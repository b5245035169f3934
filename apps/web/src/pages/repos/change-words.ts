import type { Change, ChangeKind, ChangeStatus, ChangedFile, CheckResult } from '@hydraflow/sdk'
import { FilePen, FileQuestion, ListChecks, Redo2, Undo2, type LucideIcon } from 'lucide-react'
import { counted, formatNumber } from '../../ui/format.ts'

export const kindWords: Record<ChangeKind, string> = {
  apply: 'Applied',
  propose: 'Proposed',
  undo: 'Taken back',
  redo: 'Applied again',
  checks: 'Checked',
}
export const changeKinds = Object.keys(kindWords) as ChangeKind[]

export const statusWords: Record<ChangeStatus, string> = {
  applied: 'Done',
  proposed: 'Open',
  passed: 'Passed',
  failed: 'Failed',
  refused: 'Refused',
}
export const changeStatuses = Object.keys(statusWords) as ChangeStatus[]

export const kindIcons: Record<ChangeKind, LucideIcon> = {
  apply: FilePen,
  propose: FileQuestion,
  undo: Undo2,
  redo: Redo2,
  checks: ListChecks,
}

export const isBad = ({ status }: Change): boolean => status === 'failed' || status === 'refused'

/** What became of a change, in one or two words. */
export function stateText(change: Change): string {
  if (change.undoneBy !== null) return 'Taken back'
  if (isBad(change) || change.kind === 'checks') return statusWords[change.status]
  if (change.kind === 'propose') return proposalWords[change.proposal?.state ?? 'expired']
  return kindWords[change.kind]
}

const proposalWords = { open: 'Proposed', used: 'Proposal, applied', expired: 'Proposal, too old' }

/** What a change is about when nobody said so. */
export function titleOf({ summary, files, checks, error }: Change): string {
  if (summary !== '') return summary.split('\n')[0] ?? ''
  if (checks.length > 0 && files.length === 0) return checks.map(({ name }) => name).join(', ')
  const [first, ...others] = files
  if (first) return others.length > 0 ? `${first.path} and ${counted(others.length, 'other file')}` : first.path
  return error?.message ?? 'Nothing'
}

export const linesText = ({ linesAdded, linesRemoved }: Pick<ChangedFile, 'linesAdded' | 'linesRemoved'>): string =>
  `${formatNumber(linesAdded)} added, ${formatNumber(linesRemoved)} removed`

export const actionWords: Record<ChangedFile['action'], string> = {
  added: 'New file',
  modified: 'Changed',
  deleted: 'Deleted',
  renamed: 'Renamed',
}

export const checkWords: Record<CheckResult['status'], string> = {
  passed: 'Passed',
  failed: 'Failed',
  timed_out: 'Took too long',
  cancelled: 'Cancelled',
  not_started: 'Not run',
}
