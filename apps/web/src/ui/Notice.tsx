import type { ReactNode } from 'react'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { classes } from './classes.ts'

const meanings = {
  good: { icon: CircleCheck, colour: 'text-good' },
  caution: { icon: TriangleAlert, colour: 'text-caution' },
  bad: { icon: CircleAlert, colour: 'text-bad' },
  plain: { icon: Info, colour: 'text-quiet' },
}

interface NoticeProps {
  meaning: keyof typeof meanings
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** What happened and what to do, said where it happened. */
export function Notice({ meaning, title, children, action }: NoticeProps): ReactNode {
  const { icon: Icon, colour } = meanings[meaning]
  return (
    <div
      role={meaning === 'bad' ? 'alert' : 'status'}
      className="appear flex items-start gap-2.5 rounded-md border border-line bg-surface p-3"
    >
      <Icon size={17} aria-hidden className={classes('mt-0.5 shrink-0', colour)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{title}</p>
        {children && <div className="mt-0.5 text-quiet wrap-anywhere">{children}</div>}
      </div>
      {action}
    </div>
  )
}
