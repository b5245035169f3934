import { useState, type ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import type { GitStatus, Repo } from '@hydraflow/sdk'
import { Play, ShieldCheck, Trash2 } from 'lucide-react'
import { toast } from 'sonner'
import { client } from '../../data/client.ts'
import { faultText } from '../../data/fault-text.ts'
import { keepJob } from '../../data/job-feed.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { counted } from '../../ui/format.ts'
import { PanelSection } from '../../ui/SidePanel.tsx'
import { Fault } from '../Fault.tsx'
import { BudgetBars } from './BudgetBars.tsx'
import { lineOf } from './command-words.ts'
import { GitLine } from './GitLine.tsx'
import { useBudget, useRepoDeed, useRepoStatus } from './use-repos.ts'

/** What a repository is and what is left to do in it, beside its ledger. */
export function RepoAside({ repo }: { repo: Repo }): ReactNode {
  const { data: budget } = useBudget(repo.id)
  return (
    <aside
      aria-label="About the repository"
      className="flex w-80 shrink-0 flex-col gap-7 overflow-y-auto border-l border-line p-5 max-lg:w-full max-lg:overflow-visible max-lg:border-t max-lg:border-l-0"
    >
      <h2 className="sr-only">About the repository</h2>
      <PanelSection title="Work tree">
        <p className="font-mono text-xs text-quiet wrap-anywhere">{repo.root}</p>
        <GitLine repoId={repo.id} />
        <GitLists repoId={repo.id} />
      </PanelSection>
      {budget && (
        <PanelSection title="Budget">
          <BudgetBars budget={budget} />
        </PanelSection>
      )}
      <PanelSection title="Checks">
        <Checks repo={repo} />
      </PanelSection>
      <PanelSection title="Ledger">
        <VerifyButton repoId={repo.id} />
        <RemoveButton repo={repo} />
      </PanelSection>
    </aside>
  )
}

const lists: readonly (readonly [keyof GitStatus & ('staged' | 'unstaged' | 'untracked' | 'conflicts'), string])[] = [
  ['conflicts', 'In conflict'],
  ['staged', 'Staged'],
  ['unstaged', 'Changed'],
  ['untracked', 'Untracked'],
]

function GitLists({ repoId }: { repoId: string }): ReactNode {
  const git = useRepoStatus(repoId).data?.git
  if (!git) return null
  return lists.map(
    ([list, word]) =>
      git[list].length > 0 && (
        <details key={list}>
          <summary className="cursor-pointer max-md:min-h-11">
            {word} <span className="text-quiet">{counted(git[list].length, 'file')}</span>
          </summary>
          <ul className="mt-1 flex flex-col">
            {git[list].map((path) => (
              <li key={path} className="font-mono text-xs wrap-anywhere">
                <bdi>{path}</bdi>
              </li>
            ))}
          </ul>
        </details>
      ),
  )
}

function Checks({ repo }: { repo: Repo }): ReactNode {
  const navigate = useNavigate()
  const run = useRepoDeed(
    (checks: string[] | undefined) => client.repos.runChecks({ repoId: repo.id, ...(checks && { checks }) }),
    (job) => {
      keepJob(job)
      void navigate(paths.jobs({ job: job.id }))
    },
  )
  if (repo.checks.length === 0) return <p className="text-quiet">None. Name some in the settings: tests, a linter.</p>
  return (
    <>
      <ul className="flex flex-col gap-1">
        {repo.checks.map(({ name, command }) => (
          <li key={name} className="flex min-w-0 items-center gap-2">
            <span className="shrink-0 font-medium">{name}</span>
            <span className="line min-w-0 flex-1 font-mono text-xs text-quiet">{lineOf(command)}</span>
            <Button
              look="ghost"
              icon={Play}
              busy={run.isPending}
              onClick={() => run.mutate([name])}
              aria-label={`Run ${name}`}
            >
              Run
            </Button>
          </li>
        ))}
      </ul>
      {repo.checks.length > 1 && (
        <Button icon={Play} busy={run.isPending} onClick={() => run.mutate(undefined)} className="self-start">
          Run all checks
        </Button>
      )}
      {run.error && <Fault error={run.error} />}
    </>
  )
}

function VerifyButton({ repoId }: { repoId: string }): ReactNode {
  const verify = useRepoDeed(
    () => client.repos.verifyLedger({ repoId }),
    ({ ok, message }) => (ok ? toast.success(message) : toast.error('The ledger is broken', { description: message })),
  )
  return (
    <>
      <Button
        icon={ShieldCheck}
        busy={verify.isPending}
        onClick={() => verify.mutate(undefined)}
        className="self-start"
      >
        Verify the chain
      </Button>
      {verify.data && (
        <p role="status" className={verify.data.ok ? 'text-quiet' : 'text-bad'}>
          {verify.data.message}
        </p>
      )}
    </>
  )
}

function RemoveButton({ repo }: { repo: Repo }): ReactNode {
  const [asking, setAsking] = useState(false)
  const navigate = useNavigate()
  const remove = useRepoDeed(
    () => client.repos.remove({ id: repo.id }),
    () => {
      toast.success(`${repo.name} is forgotten`)
      void navigate(paths.repos())
    },
  )
  return (
    <>
      <Button look="ghost" icon={Trash2} onClick={() => setAsking(true)} className="self-start">
        Forget this repository
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Forget ${repo.name}?`}
        description={`Its ledger goes, with ${counted(repo.changes, 'entry', 'entries')} and all that could be taken back. The files in ${repo.root} stay as they are.`}
        confirm="Forget it"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
      >
        {remove.error && <p className="text-bad">{faultText(remove.error).what}</p>}
      </ConfirmDialog>
    </>
  )
}
