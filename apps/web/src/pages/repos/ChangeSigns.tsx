import type { ReactNode } from 'react'
import type { Change, CheckResult } from '@hydraflow/sdk'
import { classes } from '../../ui/classes.ts'
import { checkState, kindIcons, stateOf } from './change-words.ts'

export function ChangeKindIcon({ kind, size = 16 }: { kind: Change['kind']; size?: number }): ReactNode {
  const Icon = kindIcons[kind]
  return <Icon size={size} aria-hidden className="shrink-0 text-quiet" />
}

const sign = 'inline-flex items-baseline gap-1.5 whitespace-nowrap'

/** How a change stands: an icon and always a word. */
export function ChangeSign({ change }: { change: Change }): ReactNode {
  const { word, icon: Icon, colour } = stateOf(change)
  return (
    <span className={sign}>
      <Icon size={14} aria-hidden className={classes('shrink-0 self-center', colour)} />
      {word}
    </span>
  )
}

export function CheckSign({ check }: { check: CheckResult }): ReactNode {
  const { word, icon: Icon, colour } = checkState(check)
  return (
    <span className={sign}>
      <Icon size={14} aria-hidden className={classes('shrink-0 self-center', colour)} />
      {word}
    </span>
  )
}
