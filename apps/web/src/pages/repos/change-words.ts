import type { Change, ChangeKind, ChangeStatus, CheckResult } from '@hydraflow/sdk'
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  FileDiff,
  FilePen,
  FlaskConical,
  Redo2,
  TimerOff,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import { afterWhat, faultTextOfReason } from '../../data/fault-text.ts'
import { counted } from '../../ui/format.ts'

export const kindWords: Record<ChangeKind, string> = {
  propose: 'Proposal',
  apply: 'Patch',
  undo: 'Undo',
  redo: 'Redo',
  checks: 'Checks',
}
export const changeKinds = Object.keys(kindWords) as ChangeKind[]

export const kindIcons: Record<ChangeKind, LucideIcon> = {
  propose: FilePen,
  apply: FileDiff,
  undo: Undo2,
  redo: Redo2,
  checks: FlaskConical,
}

export const changeStatusWords: Record<ChangeStatus, string> = {
  proposed: 'Proposed',
  applied: 'Applied',
  refused: 'Refused',
  failed: 'Failed',
  passed: 'Passed',
  cancelled: 'Cancelled',
}
export const changeStatuses = Object.keys(changeStatusWords) as ChangeStatus[]

interface State {
  readonly word: string
  readonly icon: LucideIcon
  readonly colour: string
}

const cancelled: State = { word: 'Cancelled', icon: Ban, colour: 'text-quiet' }

const statusStates: Record<ChangeStatus, State> = {
  proposed: { word: 'Proposed', icon: CircleDashed, colour: 'text-running' },
  applied: { word: 'Applied', icon: CircleCheck, colour: 'text-good' },
  refused: { word: 'Refused', icon: Ban, colour: 'text-bad' },
  failed: { word: 'Failed', icon: CircleAlert, colour: 'text-bad' },
  passed: { word: 'Passed', icon: CircleCheck, colour: 'text-good' },
  cancelled,
}

/** How a change stands now: what became of it since it was written down counts more than how it ended then. */
export function stateOf({ status, undoneBy, files, proposal }: Change): State {
  if (undoneBy !== null) return { word: 'Taken back', icon: Undo2, colour: 'text-quiet' }
  if (proposal?.state === 'open') return { word: 'Waits to be applied', icon: CircleDashed, colour: 'text-running' }
  if (proposal?.state === 'used') return { word: 'Was applied', icon: CircleCheck, colour: 'text-quiet' }
  if (proposal?.state === 'refused') return { word: 'Was refused', icon: Ban, colour: 'text-quiet' }
  if (proposal?.state === 'expired') return { word: 'Expired', icon: TimerOff, colour: 'text-quiet' }
  if (files.some((file) => file.undoneBy !== null))
    return { word: 'Partly taken back', icon: Undo2, colour: 'text-quiet' }
  return statusStates[status]
}

type Named = Pick<Change, 'summary' | 'kind' | 'files' | 'checks'>

const nameless = 'without a summary'

/** A change in one line, beside its kind: its summary, or what it touched. */
export function changeName({ summary, kind, files, checks }: Named): string {
  const line = summary.trim().split('\n', 1)[0]?.trim()
  if (line) return line
  if (kind === 'checks') return checks.map(({ name }) => name).join(', ') || 'No check ran'
  const [first] = files
  if (!first) return nameless
  return files.length === 1 ? first.path : `${first.path} and ${counted(files.length - 1, 'more file')}`
}

/** A change in one line, where its kind is not told before it. */
export function changeTitle(change: Named): string {
  const name = changeName(change)
  return name === nameless ? `${kindWords[change.kind]} ${nameless}` : name
}

const checkStates: Record<CheckResult['status'], State> = {
  passed: { word: 'Passed', icon: CircleCheck, colour: 'text-good' },
  failed: { word: 'Failed', icon: CircleAlert, colour: 'text-bad' },
  timed_out: { word: 'Took too long', icon: TimerOff, colour: 'text-bad' },
  cancelled,
  not_started: { word: 'Could not start', icon: CircleAlert, colour: 'text-bad' },
  skipped: { word: 'Skipped', icon: CircleDashed, colour: 'text-quiet' },
}

/** Why a check could not start, which is all that it wrote; null for one that did, or was left out. */
export const whyNotStarted = ({ status, output }: CheckResult): string | null =>
  status === 'not_started' ? output : null

/** Whether there was a time that a check took. */
export const hasRun = ({ status }: CheckResult): boolean => status !== 'not_started' && status !== 'skipped'

export const checkState = ({ status }: CheckResult): State => checkStates[status]

/** Whether a check speaks against a change; one that was cancelled or skipped says nothing of it. */
export const hasFailed = ({ status }: CheckResult): boolean =>
  status === 'failed' || status === 'timed_out' || status === 'not_started'

/** Whether an entry of the ledger has settled what becomes of a proposal. */
export const isClosed = ({ proposal }: Pick<Change, 'proposal'>): boolean =>
  proposal?.state === 'used' || proposal?.state === 'refused'

/** Whether somebody refused a proposal with this entry; to apply one that was refused before is a fault of a job. */
export const isDecision = ({ error, jobId }: Pick<Change, 'error' | 'jobId'>): boolean =>
  error?.reason === 'PROPOSAL_REFUSED' && jobId === null

/** Why somebody refused a proposal, as far as they said so. */
export const refusalReason = ({ error }: Pick<Change, 'error'>): string =>
  error ? afterWhat(faultTextOfReason(error.reason, error.message).what, error.message) : ''

/** Why a refused or failed one left the files alone. */
export function changeFault({ error, jobId }: Change): string | null {
  if (error === null) return null
  const { what } = faultTextOfReason(error.reason, error.message)
  return (isDecision({ error, jobId }) && refusalReason({ error })) || what
}
