import type { ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** A bug of ours, or a page that a newer server no longer has: loading again helps in both cases. */
export function PageFault(): ReactNode {
  return (
    <EmptyState
      heading="h1"
      title="This page could not be shown"
      action={
        <Button look="primary" onClick={() => location.reload()}>
          Load it again
        </Button>
      }
    >
      Nothing in your workspace was changed.
    </EmptyState>
  )
}
