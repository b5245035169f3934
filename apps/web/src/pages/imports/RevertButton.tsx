import { useState, type ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { ImportBatch } from '@hydraflow/sdk'
import { Undo2 } from 'lucide-react'
import { toast } from 'sonner'
import { client, refresh } from '../../data/client.ts'
import { keepJob } from '../../data/job-feed.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { counted } from '../../ui/format.ts'
import { Fault } from '../Fault.tsx'

/** Takes one import back and nothing else, after saying what that means. */
export function RevertButton({ batch }: { batch: ImportBatch }): ReactNode {
  const [asking, setAsking] = useState(false)
  const revert = useMutation({
    mutationFn: () => client.imports.revert({ id: batch.id }),
    onSuccess: async (job) => {
      setAsking(false)
      keepJob(job)
      toast(`Taking back ${batch.fileName}`, { description: 'The job says when it is done.' })
      await refresh(queryKeys.importBatches)
    },
  })
  if (batch.status !== 'complete') return null
  return (
    <>
      <Button look="ghost" icon={Undo2} onClick={() => setAsking(true)}>
        Take back
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Take back the import of ${batch.fileName}?`}
        description={`It brought ${counted(batch.inserted, 'visit')}. Those go again, except what another import or your own browsing saw too. The file can be imported again at any time.`}
        confirm="Take it back"
        busy={revert.isPending}
        onConfirm={() => revert.mutate()}
      >
        {revert.error && <Fault error={revert.error} />}
      </ConfirmDialog>
    </>
  )
}
