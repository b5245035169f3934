import { useState, type FormEvent, type ReactNode } from 'react'
import type { Change } from '@hydraflow/sdk'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { PatchFault } from './PatchFault.tsx'
import { useRefuse } from './use-repos.ts'

/** Asks why a proposal is refused, which may stay unsaid, and closes it for good. */
export function RefuseDialog({ proposal, onClose }: { proposal: Change; onClose: () => void }): ReactNode {
  const [reason, setReason] = useState('')
  const refuse = useRefuse()
  const { repoId, id: proposalId } = proposal
  const start = () => {
    const why = reason.trim()
    if (!refuse.isPending)
      refuse.mutate({ repoId, proposalId, ...(why !== '' && { reason: why }) }, { onSuccess: onClose })
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    start()
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Refuse this proposal?"
      confirm="Refuse it"
      keep="Keep it open"
      busy={refuse.isPending}
      onConfirm={start}
    >
      <form noValidate onSubmit={send}>
        <TextField
          label="Reason"
          value={reason}
          maxLength={2_000}
          autoComplete="off"
          hint="May be left out. Whoever proposed it reads it in the ledger."
          onChange={(event) => setReason(event.target.value)}
        />
      </form>
      <p>Nobody can apply it then. The same change can be proposed again.</p>
      {refuse.error && <PatchFault error={refuse.error} />}
    </ConfirmDialog>
  )
}
