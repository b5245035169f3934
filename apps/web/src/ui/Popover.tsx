import type { ReactNode } from 'react'
import { Popover as Radix } from 'radix-ui'

interface PopoverProps {
  label: string
  trigger: ReactNode
  children: ReactNode
}

export function Popover({ label, trigger, children }: PopoverProps): ReactNode {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="appear z-50 w-72 rounded-md border border-line bg-raised p-4 shadow-float outline-none"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
