import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { Repo } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { useKeys } from '../../ui/keys.ts'
import { Notice } from '../../ui/Notice.tsx'
import { TextArea, TextField } from '../../ui/TextField.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { FormPage } from './FormPage.tsx'
import { PatchFault } from './PatchFault.tsx'
import { keepDraft, keptDraft, type ProposeDraft } from './propose-draft.ts'
import { RepoLink } from './RepoLink.tsx'
import { ReposLink } from './ReposLink.tsx'
import { usePropose, useRepo } from './use-repos.ts'

export function ProposePage(): ReactNode {
  const { repoId } = useParams({ from: '/repos/$repoId/propose' })
  const { data: repo, error, refetch } = useRepo(repoId)
  return (
    <FormPage
      title="Propose a change"
      above={repo ? <RepoLink repo={repo} /> : <ReposLink />}
      note="The patch is checked as if it were applied: against the files, the rules and the budget. No file is written until you apply it."
    >
      {repo ? (
        <ProposeForm key={repo.id} repo={repo} />
      ) : error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : (
        <WaitingRows label="Reading the repository" />
      )}
    </FormPage>
  )
}

const modes = [
  { value: 'strict', label: 'Strict' },
  { value: 'lenient', label: 'Lenient' },
] as const

const modeNotes = {
  strict: 'The lines around each change must be in the file exactly so, and only once.',
  lenient: 'Forgives other spaces and quotes, and takes the first place that fits.',
}

const placeholder = `--- a/src/main.ts
+++ b/src/main.ts
@@ -1,2 +1,2 @@
 import { start } from './start.ts'
-start()
+await start()`

function ProposeForm({ repo }: { repo: Repo }): ReactNode {
  const navigate = useNavigate()
  const [draft, setDraft] = useState(() => keptDraft(repo.id))
  const [empty, setEmpty] = useState(false)
  const propose = usePropose()
  const fault = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (propose.error) fault.current?.scrollIntoView({ block: 'start' })
  }, [propose.error])
  const leave = () => void navigate(paths.repo(repo.id))
  useKeys('Propose a change', [{ keys: 'Escape', label: 'Back to the repository', run: leave }])
  const set = (change: Partial<ProposeDraft>) => {
    const next = { ...draft, ...change }
    setDraft(next)
    keepDraft(repo.id, next)
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    setEmpty(draft.patch.trim() === '')
    if (draft.patch.trim() === '') return
    propose.mutate(
      { repoId: repo.id, ...draft },
      { onSuccess: ({ proposalId }) => void navigate(paths.change(repo.id, proposalId)) },
    )
  }
  if (!repo.allowedOps.includes('write')) {
    return (
      <Notice meaning="caution" title="The settings of this repository do not allow to change files">
        <Link {...paths.repoSettings(repo.id)} className="door">
          Allow it in the settings
        </Link>
      </Notice>
    )
  }
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-6">
      <TextArea
        label="Patch"
        rows={16}
        value={draft.patch}
        placeholder={placeholder}
        hint="A unified diff, also of git, or an envelope that begins with *** Begin Patch."
        problem={empty ? 'Paste a patch.' : undefined}
        onChange={(event) => set({ patch: event.target.value })}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Choice
          label="How the patch finds its place"
          value={draft.mode}
          options={modes}
          onChoose={(mode) => set({ mode })}
        />
        <span className="text-quiet">{modeNotes[draft.mode]}</span>
      </div>
      <TextField
        label="Summary"
        value={draft.summary}
        maxLength={2_000}
        autoComplete="off"
        hint="What it does, for whoever reads the ledger."
        onChange={(event) => set({ summary: event.target.value })}
      />
      <div ref={fault} className="scroll-mt-4 empty:hidden">
        {propose.error && <PatchFault error={propose.error} />}
      </div>
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        <Button type="submit" look="primary" busy={propose.isPending}>
          {propose.isPending ? 'Checking the patch…' : 'Propose'}
        </Button>
        <Button onClick={leave}>Cancel</Button>
      </div>
    </form>
  )
}
