import type { ReactNode } from 'react'
import { faultText } from '../data/fault-text.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'

/** What went wrong, in words, where it went wrong. */
export function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode {
  const { what, advice } = faultText(error)
  return (
    <Notice meaning="bad" title={what} action={onRetry && <Button onClick={onRetry}>Try again</Button>}>
      {advice}
    </Notice>
  )
}
