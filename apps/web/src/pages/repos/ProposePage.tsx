import { useState, type FormEvent, type ReactNode } from 'react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { client } from '../../data/client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { PatchFault } from './PatchFault.tsx'
import { useRepo, useRepoDeed } from './use-repos.ts'

/** Paste a patch, see what it would do; nothing is written until it is applied from the page that follows. */
export function ProposePage(): ReactNode {
  const { repoId = '' } = useParams({ strict: false })
  const { data: repo } = useRepo(repoId)
  const navigate = useNavigate()
  const [patch, setPatch] = useState('')
  const [summary, setSummary] = useState('')
  const [mode, setMode] = useState<'strict' | 'lenient'>('strict')
  const propose = useRepoDeed(
    () => client.repos.proposePatch({ repoId, patch, summary, mode, origin: 'web client' }),
    ({ proposalId }) => void navigate(paths.change(repoId, proposalId)),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    propose.mutate(undefined)
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <PageHead title="Propose a patch">
        <p>
          <Link {...paths.repo(repoId)} className="door inline-flex items-center gap-1">
            <ArrowLeft size={14} aria-hidden />
            {repo?.name ?? 'The repository'}
          </Link>
        </p>
      </PageHead>
      <form onSubmit={submit} className="flex max-w-240 flex-col gap-4 px-6 pb-12 max-md:px-4">
        <TextField
          label="What it is for"
          value={summary}
          maxLength={2_000}
          onChange={(event) => setSummary(event.target.value)}
        />
        <TextArea
          label="Patch"
          rows={18}
          required
          placeholder={'--- a/file.txt\n+++ b/file.txt\n@@ -1,2 +1,2 @@\n kept\n-before\n+after'}
          hint="A unified diff as git writes it, or a “*** Begin Patch” envelope."
          value={patch}
          onChange={(event) => setPatch(event.target.value)}
        />
        <div className="flex flex-wrap items-center gap-3">
          <Choice
            label="How it finds its place"
            value={mode}
            options={[
              { value: 'strict', label: 'Exact' },
              { value: 'lenient', label: 'Lenient' },
            ]}
            onChoose={setMode}
          />
          <p className="text-quiet">
            {mode === 'strict'
              ? 'Every line must be there, in one place only.'
              : 'Spaces and quotes may differ; the first place is taken.'}
          </p>
          <Button
            look="primary"
            type="submit"
            busy={propose.isPending}
            disabled={patch.trim() === ''}
            className="ml-auto"
          >
            See what it would do
          </Button>
        </div>
        {propose.error && <PatchFault error={propose.error} />}
      </form>
    </div>
  )
}
