import type { ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Repo } from '@hydraflow/sdk'
import { toast } from 'sonner'
import { client, queryClient } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { paths } from '../../paths.ts'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { counted } from '../../ui/format.ts'
import { Fault } from '../Fault.tsx'
import { refreshRepos } from './use-repos.ts'

const entries = (count: number) => counted(count, 'entry', 'entries')

/** Says what goes and what stays, then forgets the repository. */
export function RemoveRepoDialog({ repo, onClose }: { repo: Repo; onClose: () => void }): ReactNode {
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => client.repos.remove({ id: repo.id }),
    onSuccess: async ({ removed }) => {
      toast.success(`${repo.name} is no longer registered`, {
        description: `${entries(removed['changes'] ?? 0)} of its ledger went with it. Its files are as they were.`,
      })
      await navigate(paths.repos())
      queryClient.removeQueries({ queryKey: queryKeys.repo(repo.id) })
      await refreshRepos()
    },
  })
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Remove ${repo.name}?`}
      confirm={repo.changes > 0 ? `Remove it with ${entries(repo.changes)}` : 'Remove it'}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <ul className="flex list-disc flex-col gap-1 pl-5">
        <li>The files in {repo.root} stay as they are.</li>
        <li>
          {repo.changes > 0
            ? `${entries(repo.changes)} of the ledger go, and with them every way to take a change back.`
            : 'The ledger is empty: nothing is lost.'}
        </li>
        <li>Settings, rules, budget and {counted(repo.checks.length, 'check')} go.</li>
      </ul>
      <p>This cannot be undone.</p>
      {remove.error && <Fault error={remove.error} />}
    </ConfirmDialog>
  )
}
