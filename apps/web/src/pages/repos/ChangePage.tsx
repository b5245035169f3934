import { useState, type ReactNode } from 'react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { Change, Repo } from '@hydraflow/sdk'
import { Ban, Check, Redo2, Undo2 } from 'lucide-react'
import { toast } from 'sonner'
import { paths } from '../../paths.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { counted } from '../../ui/format.ts'
import { useKeys } from '../../ui/keys.ts'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { ApplyPanel, type ApplyWishes } from './ApplyPanel.tsx'
import { ChangeChecks } from './ChangeChecks.tsx'
import { ChangeFacts, ChangeLink } from './ChangeFacts.tsx'
import { ChangeKindIcon, ChangeSign } from './ChangeSigns.tsx'
import { changeTitle, hasFailed, isClosed, isDecision, kindWords } from './change-words.ts'
import { ClosedNotice } from './ClosedNotice.tsx'
import { DiffView } from './diff/DiffView.tsx'
import { RefusalView } from './PatchFault.tsx'
import { dropDraft } from './propose-draft.ts'
import { RefuseDialog } from './RefuseDialog.tsx'
import { RepoLink } from './RepoLink.tsx'
import { RevertDialog } from './RevertDialog.tsx'
import { ProposeAgain, StaleNotice } from './StaleNotice.tsx'
import { useApply, useChange, useRepo, useStaleFiles, type UndoWish } from './use-repos.ts'

export function ChangePage(): ReactNode {
  const { repoId, changeId } = useParams({ from: '/repos/$repoId/changes/$changeId' })
  const repo = useRepo(repoId)
  const change = useChange(repoId, changeId)
  if (repo.data && change.data) return <KnownChange key={change.data.id} repo={repo.data} change={change.data} />
  const error = repo.error ?? change.error
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead title="Change" above={repo.data && <RepoLink repo={repo.data} />} />
      {error ? (
        <div className="p-6">
          <Fault
            error={error}
            onRetry={() => {
              void repo.refetch()
              void change.refetch()
            }}
          />
        </div>
      ) : (
        <WaitingRows label="Reading the change" />
      )}
    </div>
  )
}

interface KnownChangeProps {
  repo: Repo
  change: Change
}

const isUndoable = ({ status, kind, undoneBy, files }: Change): boolean =>
  status === 'applied' && kind !== 'undo' && undoneBy === null && files.some((file) => file.undoneBy === null)

/** The change that a redo would apply again: this one, or the one that this one took back. */
function redoableOf({ id, kind, status, targets, files, undoneBy }: Change): string | undefined {
  if (kind === 'undo' && status === 'applied' && undoneBy === null && targets.length === 1) return targets[0]
  return kind !== 'undo' && files.some((file) => file.undoneBy !== null) ? id : undefined
}

function KnownChange({ repo, change }: KnownChangeProps): ReactNode {
  const navigate = useNavigate()
  const [revert, setRevert] = useState<UndoWish | null>(null)
  const [refusing, setRefusing] = useState(false)
  const mayWrite = repo.allowedOps.includes('write')
  const undoable = mayWrite && isUndoable(change)
  const redoable = mayWrite ? redoableOf(change) : undefined
  const applying = useApplying(repo, change)
  const undo = (only?: string[]) =>
    setRevert({ repoId: repo.id, changeId: change.id, kind: 'undo', ...(only && { paths: only }) })
  const redo = () => setRevert({ repoId: repo.id, changeId: redoable ?? change.id, kind: 'redo' })
  const refuse = () => setRefusing(true)
  useKeys('Change', [
    { keys: 'Escape', label: 'Back to the repository', run: () => void navigate(paths.repo(repo.id)) },
    ...(undoable ? [{ keys: 'u', label: 'Take the change back, after a preview', run: () => undo() }] : []),
    ...(redoable === undefined ? [] : [{ keys: 'r', label: 'Apply it again, after a preview', run: redo }]),
    ...(applying
      ? [
          { keys: 'a', label: 'Apply the proposal', run: applying.start },
          { keys: 'Backspace', label: 'Refuse the proposal, after a question', run: refuse },
        ]
      : []),
  ])
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead
        title={changeTitle(change)}
        above={<RepoLink repo={repo} />}
        count={
          <span className="flex flex-wrap items-center gap-x-3">
            <span className="inline-flex items-center gap-1.5">
              <ChangeKindIcon kind={change.kind} size={14} />
              {kindWords[change.kind]}
            </span>
            <ChangeSign change={change} />
            <Time at={change.completedAt} />
          </span>
        }
        actions={
          <>
            {applying && <ApplyActions applying={applying} repoId={repo.id} onRefuse={refuse} />}
            {redoable !== undefined && (
              <Button icon={Redo2} onClick={redo}>
                Redo
              </Button>
            )}
            {undoable && (
              <Button icon={Undo2} onClick={() => undo()}>
                Undo
              </Button>
            )}
          </>
        }
      />
      <DiffView
        repoId={repo.id}
        files={change.files}
        stats={change.stats}
        choosing={applying?.choosing}
        onUndoFile={undoable && change.files.length > 1 ? (file) => undo([file.path]) : undefined}
      >
        <Notices repo={repo} change={change} />
        <Description summary={change.summary} />
        {applying && applying.choosing.stale.size > 0 && (
          <StaleNotice change={change} count={applying.choosing.stale.size} />
        )}
        {applying && (
          <ApplyPanel
            repo={repo}
            change={change}
            chosen={applying.choosing.chosen}
            wishes={applying.wishes}
            onWishes={applying.setWishes}
            busy={applying.busy}
            error={applying.error}
          />
        )}
        <ChangeFacts change={change} />
        <ChangeChecks repo={repo} change={change} />
      </DiffView>
      {refusing && <RefuseDialog proposal={change} onClose={() => setRefusing(false)} />}
      {revert && (
        <RevertDialog
          key={JSON.stringify(revert)}
          wish={revert}
          onClose={() => setRevert(null)}
          onRedo={() => setRevert({ repoId: repo.id, changeId: change.id, kind: 'redo' })}
          onDone={(done) => revert.kind === 'redo' && void navigate(paths.change(repo.id, done.id))}
        />
      )}
    </div>
  )
}

/** Which files of an open proposal are accepted, and applying them. Undefined for what cannot be applied. */
function useApplying(repo: Repo, change: Change) {
  const navigate = useNavigate()
  const apply = useApply()
  const stale = useStaleFiles(repo, change).data
  const all = change.files.map(({ path }) => path)
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  const [wishes, setWishes] = useState<ApplyWishes>({ checks: [], undoOnFailure: true })
  if (change.proposal?.state !== 'open' || !repo.allowedOps.includes('write')) return undefined
  const accepted = all.filter((path) => !refused.has(path))
  const start = () => {
    if (accepted.length === 0 || apply.isPending) return
    const { checks, undoOnFailure } = wishes
    apply.mutate(
      {
        repoId: repo.id,
        proposalId: change.id,
        ...(accepted.length < all.length && { paths: accepted }),
        ...(checks.length > 0 && { runChecks: [...checks], undoOnFailure }),
      },
      {
        onSuccess: (applied) => {
          dropDraft(repo.id)
          if (applied.undoneBy === null) toast.success(`${counted(applied.stats.files, 'file')} changed`)
          else toast.warning('Taken back again: a check did not pass')
          void navigate(paths.change(repo.id, applied.id))
        },
      },
    )
  }
  return {
    choosing: {
      chosen: new Set(accepted),
      stale: new Set(stale),
      toggle: (path: string) =>
        setRefused((before) => {
          const after = new Set(before)
          if (!after.delete(path)) after.add(path)
          return after
        }),
    },
    total: all.length,
    wishes,
    setWishes,
    start,
    busy: apply.isPending,
    error: apply.error,
  }
}

type Applying = NonNullable<ReturnType<typeof useApplying>>

interface ApplyActionsProps {
  applying: Applying
  repoId: string
  onRefuse: () => void
}

function ApplyActions({ applying, repoId, onRefuse }: ApplyActionsProps): ReactNode {
  const { choosing, total, busy, start } = applying
  const accepted = choosing.chosen.size
  const count = accepted === total ? counted(total, 'file') : `${accepted} of ${counted(total, 'file')}`
  return (
    <>
      <Link
        {...paths.repo(repoId)}
        title="Leaves the files alone; the proposal can be applied until it expires"
        className={buttonClasses('ghost')}
      >
        Decide later
      </Link>
      <Button icon={Ban} disabled={busy} onClick={onRefuse}>
        Refuse
      </Button>
      <Button look="primary" icon={Check} busy={busy} disabled={accepted === 0} onClick={start}>
        {busy ? 'Applying…' : `Apply ${count}`}
      </Button>
    </>
  )
}

const isNoFault = (change: Change): boolean => change.error?.reason === 'CANCELLED' || isDecision(change)

/** What became of it, and why it was refused. */
function Notices({ repo, change }: KnownChangeProps): ReactNode {
  const { error, undoneBy, proposal, kind } = change
  return (
    <>
      {error && <RefusalView refusal={error} meaning={isNoFault(change) ? 'plain' : 'bad'} />}
      {undoneBy !== null && (
        <Notice meaning="plain" title="This was taken back">
          <ChangeLink repoId={repo.id} changeId={undoneBy} />
        </Notice>
      )}
      {isClosed(change) && <ClosedNotice proposal={change} />}
      {proposal?.state === 'expired' && (
        <Notice meaning="caution" title="This proposal has expired">
          Files may have changed since it was checked. <ProposeAgain change={change} />
        </Notice>
      )}
      {proposal?.state === 'open' && !repo.allowedOps.includes('write') && (
        <Notice meaning="caution" title="The settings of this repository do not allow to apply it">
          <Link {...paths.repoSettings(repo.id)} className="door">
            Allow to change files in the settings
          </Link>
        </Notice>
      )}
      {kind !== 'checks' && change.checks.some(hasFailed) && (
        <Notice meaning="bad" title="A check did not pass on this change" />
      )}
    </>
  )
}

/** A title of this length is shown whole, also on a phone. */
const longestTitle = 180

/** The summary after its first line, which is the title, or all of it where the title is cut. */
function Description({ summary }: { summary: string }): ReactNode {
  const [title = '', ...lines] = summary.trim().split('\n')
  const rest = (title.length > longestTitle ? summary : lines.join('\n')).trim()
  if (rest === '') return null
  return (
    <p dir="auto" className="max-w-170 font-serif text-base whitespace-pre-wrap wrap-anywhere">
      <Plain text={rest} />
    </p>
  )
}
