import type { ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { isHydraFlowError } from '@hydraflow/sdk'
import { toast } from 'sonner'
import { client, queryClient } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { paths } from '../../paths.ts'
import { FormPage } from './FormPage.tsx'
import { emptyDraft, settingsOf, type RepoDraft } from './repo-draft.ts'
import { RepoForm } from './RepoForm.tsx'
import { ReposLink } from './ReposLink.tsx'
import { refreshRepos } from './use-repos.ts'

export function RegisterRepo(): ReactNode {
  const navigate = useNavigate()
  const leave = () => void navigate(paths.repos())
  const register = useMutation({
    mutationFn: (draft: RepoDraft) => client.repos.register({ root: draft.root.trim(), ...settingsOf(draft) }),
    onSuccess: async (repo) => {
      queryClient.setQueryData(queryKeys.repo(repo.id), repo)
      toast.success(`${repo.name} is registered`)
      await navigate(paths.repo(repo.id))
      await refreshRepos()
    },
  })
  return (
    <FormPage
      title="Register a repository"
      above={<ReposLink />}
      note="A directory on the machine of the server that assistants may work in, inside a budget. Nothing in it is changed now."
    >
      <RepoForm
        start={emptyDraft}
        submit="Register"
        busy={register.isPending}
        error={register.error}
        rootNote={<Existing error={register.error} />}
        onSubmit={register.mutate}
        onCancel={leave}
      />
    </FormPage>
  )
}

/** The directory is registered already: the way to it. */
function Existing({ error }: { error: unknown }): ReactNode {
  if (!isHydraFlowError(error) || error.reason !== 'REPO_EXISTS') return null
  const { id } = error.details
  if (typeof id !== 'string') return null
  return (
    <Link {...paths.repo(id)} className="door self-start">
      Open the repository that has it
    </Link>
  )
}
