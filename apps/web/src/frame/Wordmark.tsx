import type { ReactNode } from 'react'

export function Wordmark(): ReactNode {
  return (
    <span className="flex items-center gap-2 text-base font-semibold tracking-[-0.01em]">
      <svg viewBox="0 0 32 32" aria-hidden className="size-5">
        <path
          d="M3 11c4.5 0 4.5 4 9 4s4.5-4 9-4 4.5 4 8 4M3 20c4.5 0 4.5 4 9 4s4.5-4 9-4 4.5 4 8 4"
          className="fill-none stroke-accent"
          strokeWidth="3.2"
          strokeLinecap="round"
        />
      </svg>
      HydraFlow
    </span>
  )
}
