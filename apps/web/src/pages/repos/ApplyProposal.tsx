import { useState, type ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import type { Change, ChangedFile, ChangeStats } from '@hydraflow/sdk'
import { Check } from 'lucide-react'
import { toast } from 'sonner'
import { client } from '../../data/client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { ToggleChip } from '../../ui/Chip.tsx'
import { counted, formatNumber } from '../../ui/format.ts'
import { BudgetBars } from './BudgetBars.tsx'
import { DiffFiles } from './DiffFiles.tsx'
import { PatchFault } from './PatchFault.tsx'
import { useBudget, useRepo, useRepoDeed } from './use-repos.ts'

/** An open proposal: what it would do, which of its files to take, and what it would use of the budget. */
export function ApplyProposal({ change, split }: { change: Change; split: boolean }): ReactNode {
  const { repoId, files } = change
  const { data: budget } = useBudget(repoId)
  const { data: repo } = useRepo(repoId)
  const navigate = useNavigate()
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  const [checks, setChecks] = useState<readonly string[]>([])
  const [undoOnFailure, setUndoOnFailure] = useState(true)
  const taken = files.filter(({ path }) => !refused.has(path))
  const apply = useRepoDeed(
    () =>
      client.repos.applyPatch(
        {
          repoId,
          proposalId: change.id,
          summary: change.summary,
          ...(refused.size > 0 && { paths: taken.map(({ path }) => path) }),
          ...(checks.length > 0 && { runChecks: [...checks], undoOnFailure }),
          ...(change.threadId !== null && { threadId: change.threadId }),
          ...(change.taskId !== null && { taskId: change.taskId }),
        },
        // Checks may take long; the job goes on whatever happens to this page.
        { timeoutMs: Infinity },
      ),
    (applied) => {
      if (applied.undoneBy === null) toast.success(`Applied: ${counted(applied.files.length, 'file')}`)
      else toast.error('A check did not pass', { description: 'The change was taken back.' })
      void navigate(paths.change(repoId, applied.id))
    },
  )
  const toggle = (path: string) =>
    setRefused((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  return (
    <>
      <section aria-label="Apply" className="grid gap-6 rounded-md border border-line bg-surface p-4 md:grid-cols-2">
        {budget && <BudgetBars budget={budget} asked={statsOf(taken)} />}
        <div className="flex flex-col items-start gap-3">
          <p>
            {refused.size === 0
              ? `All ${counted(files.length, 'file')} would be changed.`
              : `${formatNumber(taken.length)} of ${counted(files.length, 'file')} would be changed.`}
          </p>
          {repo && repo.checks.length > 0 && (
            <div role="group" aria-label="Checks to run on the result" className="flex flex-wrap gap-2">
              {repo.checks.map(({ name }) => (
                <ToggleChip
                  key={name}
                  pressed={checks.includes(name)}
                  onPress={() =>
                    setChecks((before) =>
                      before.includes(name) ? before.filter((other) => other !== name) : [...before, name],
                    )
                  }
                >
                  {name}
                </ToggleChip>
              ))}
            </div>
          )}
          {checks.length > 0 && (
            <label className="flex items-center gap-2 max-md:min-h-11">
              <input type="checkbox" checked={undoOnFailure} onChange={() => setUndoOnFailure(!undoOnFailure)} />
              Take it back when a check fails
            </label>
          )}
          <Button
            look="primary"
            icon={Check}
            busy={apply.isPending}
            disabled={taken.length === 0}
            onClick={() => apply.mutate(undefined)}
          >
            {apply.isPending ? 'Applying…' : `Apply ${counted(taken.length, 'file')}`}
          </Button>
          {apply.error && <PatchFault error={apply.error} />}
        </div>
      </section>
      <DiffFiles
        files={files}
        split={split}
        onView={(next) => void navigate({ ...paths.change(repoId, change.id, next), replace: true })}
        renderActions={({ path }) => (
          <label className="flex items-center gap-1.5 max-md:min-h-11">
            <input
              type="checkbox"
              aria-label={`Apply ${path}`}
              checked={!refused.has(path)}
              onChange={() => toggle(path)}
            />
            Apply
          </label>
        )}
      />
    </>
  )
}

/** Of text files; the bytes of what is left out are not known apart, so the whole is the most it can be. */
function statsOf(files: readonly ChangedFile[]): ChangeStats {
  const sum = (count: (file: ChangedFile) => number) => files.reduce((total, file) => total + count(file), 0)
  return {
    files: files.length,
    linesAdded: sum(({ linesAdded }) => linesAdded),
    linesRemoved: sum(({ linesRemoved }) => linesRemoved),
    bytes: sum(({ diff, beforeBytes, afterBytes }) => diff?.length ?? (beforeBytes ?? 0) + (afterBytes ?? 0)),
  }
}
