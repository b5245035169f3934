import { useState, type ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Repo } from '@hydraflow/sdk'
import { Trash2 } from 'lucide-react'
import { toast } from 'sonner'
import { client, queryClient } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { FormPage } from './FormPage.tsx'
import { RemoveRepoDialog } from './RemoveRepoDialog.tsx'
import { draftOf, settingsOf, type RepoDraft } from './repo-draft.ts'
import { RepoForm } from './RepoForm.tsx'
import { RepoLink } from './RepoLink.tsx'
import { ReposLink } from './ReposLink.tsx'
import { refreshRepos, useRepo } from './use-repos.ts'

export function RepoSettingsPage(): ReactNode {
  const { repoId } = useParams({ from: '/repos/$repoId/settings' })
  const { data: repo, error, refetch } = useRepo(repoId)
  if (repo) return <KnownSettings key={repo.id} repo={repo} />
  return (
    <FormPage title="Settings" above={<ReposLink />}>
      {error ? <Fault error={error} onRetry={() => void refetch()} /> : <WaitingRows label="Reading the settings" />}
    </FormPage>
  )
}

function KnownSettings({ repo }: { repo: Repo }): ReactNode {
  const navigate = useNavigate()
  const [removing, setRemoving] = useState(false)
  const leave = () => void navigate(paths.repo(repo.id))
  const update = useMutation({
    mutationFn: (draft: RepoDraft) => client.repos.update({ id: repo.id, ...settingsOf(draft) }),
    onSuccess: async (changed) => {
      queryClient.setQueryData(queryKeys.repo(repo.id), changed)
      toast.success(`The settings of ${changed.name} are saved`)
      await navigate(paths.repo(repo.id))
      await refreshRepos()
    },
  })
  return (
    <FormPage
      title="Settings"
      above={<RepoLink repo={repo} />}
      actions={
        <Button look="ghost" icon={Trash2} onClick={() => setRemoving(true)}>
          Remove
        </Button>
      }
    >
      <RepoForm
        start={draftOf(repo)}
        rootIsFixed
        submit="Save"
        busy={update.isPending}
        error={update.error}
        onSubmit={update.mutate}
        onCancel={leave}
      />
      {removing && <RemoveRepoDialog repo={repo} onClose={() => setRemoving(false)} />}
    </FormPage>
  )
}
