import type { ReactNode } from 'react'
import type { JobStatus } from '@hydraflow/sdk'
import { Ban, CircleAlert, CircleCheck, CircleDashed, LoaderCircle, type LucideIcon } from 'lucide-react'
import { classes } from '../../ui/classes.ts'
import { statusWords } from './job-words.ts'

const signs: Record<JobStatus, { icon: LucideIcon; colour: string }> = {
  queued: { icon: CircleDashed, colour: 'text-quiet' },
  running: { icon: LoaderCircle, colour: 'text-running animate-spin' },
  succeeded: { icon: CircleCheck, colour: 'text-good' },
  failed: { icon: CircleAlert, colour: 'text-bad' },
  cancelled: { icon: Ban, colour: 'text-quiet' },
}

export function JobStatusIcon({ status, size = 16 }: { status: JobStatus; size?: number }): ReactNode {
  const { icon: Icon, colour } = signs[status]
  return <Icon size={size} aria-hidden className={classes('shrink-0', colour)} />
}

export function JobStatusSign({ status, word = statusWords[status] }: { status: JobStatus; word?: string }): ReactNode {
  return (
    <span className="inline-flex items-center gap-1.5">
      <JobStatusIcon status={status} size={15} />
      {word}
    </span>
  )
}
