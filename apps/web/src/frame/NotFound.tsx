import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { buttonClasses } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

export function NotFound(): ReactNode {
  return (
    <EmptyState
      heading="h1"
      title="There is nothing at this address"
      action={
        <Link {...paths.overview()} className={buttonClasses()}>
          Go to the overview
        </Link>
      }
    >
      The link may be old, or a letter of it was lost.
    </EmptyState>
  )
}
