import type { ReactNode } from 'react'
import { Dialog as Radix } from 'radix-ui'
import { X } from 'lucide-react'
import { Button, IconButton, type ButtonProps } from './Button.tsx'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  description?: string
  children?: ReactNode
  footer?: ReactNode
}

/** The one dialog. On a phone it is a sheet at the lower edge. Focus goes in, stays in and comes back. */
export function Dialog({ open, onClose, title, description, children, footer }: DialogProps): ReactNode {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0.1_0_0/0.35)]" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          className="appear fixed top-[18vh] left-1/2 z-50 flex max-h-[72vh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 flex-col rounded-md border border-line bg-raised shadow-float outline-none max-md:top-auto max-md:bottom-0 max-md:max-h-[85vh] max-md:w-full max-md:rounded-b-none max-md:pb-[env(safe-area-inset-bottom)]"
        >
          <Radix.Title className="py-4 pr-14 pl-5 text-lg font-semibold wrap-anywhere">{title}</Radix.Title>
          <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pb-5 text-base">
            {description !== undefined && (
              <Radix.Description className="text-quiet wrap-anywhere">{description}</Radix.Description>
            )}
            {children}
          </div>
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>}
          {/* Last, so that the focus starts at what the dialog is about. */}
          <Radix.Close asChild>
            <IconButton icon={X} label="Close" className="absolute top-3 right-3" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface ConfirmProps extends Omit<DialogProps, 'footer'> {
  /** What will happen, in its own words: "Delete 12 visits". */
  confirm: string
  /** What leaving it does. */
  keep?: string
  look?: ButtonProps['look']
  busy?: boolean
  disabled?: boolean
  onConfirm: () => void
}

export function ConfirmDialog({
  confirm,
  keep = 'Keep everything',
  look = 'danger',
  busy = false,
  disabled = false,
  onConfirm,
  ...dialog
}: ConfirmProps): ReactNode {
  return (
    <Dialog
      {...dialog}
      footer={
        <>
          <Button onClick={dialog.onClose}>{keep}</Button>
          <Button look={look} busy={busy} disabled={disabled} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    />
  )
}
