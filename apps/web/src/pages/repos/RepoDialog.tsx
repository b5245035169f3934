import { useState, type FormEvent, type ReactNode } from 'react'
import type { Repo, RepoOperation } from '@hydraflow/sdk'
import { client } from '../../data/client.ts'
import { Button } from '../../ui/Button.tsx'
import { ToggleChip } from '../../ui/Chip.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Fault } from '../Fault.tsx'
import { lineOf, wordsOf } from './command-words.ts'
import { useRepoDeed } from './use-repos.ts'

const operationWords: Record<RepoOperation, string> = { read: 'Read', write: 'Change', run_checks: 'Run checks' }
const operations = Object.keys(operationWords) as RepoOperation[]

interface Draft {
  readonly root: string
  readonly name: string
  readonly allowedOps: readonly RepoOperation[]
  readonly allow: string
  readonly deny: string
  readonly checks: string
  readonly numbers: Readonly<Record<BudgetField, string>>
}

const budgetFields = {
  maxFiles: 'Files in one patch',
  maxLines: 'Lines in one patch',
  hourPatches: 'Patches an hour',
  hourLines: 'Lines an hour',
  dayPatches: 'Patches a day',
  dayLines: 'Lines a day',
}
type BudgetField = keyof typeof budgetFields

const usual: Draft['numbers'] = {
  maxFiles: '50',
  maxLines: '4000',
  hourPatches: '60',
  hourLines: '20000',
  dayPatches: '500',
  dayLines: '100000',
}

const draftOf = (repo: Repo | undefined): Draft => ({
  root: repo?.root ?? '',
  name: repo?.name ?? '',
  allowedOps: repo?.allowedOps ?? operations,
  allow: repo?.rules.allow.join('\n') ?? '',
  deny: repo?.rules.deny.join('\n') ?? '',
  checks: repo?.checks.map(({ name, command }) => `${name}: ${lineOf(command)}`).join('\n') ?? '',
  numbers: repo
    ? {
        maxFiles: String(repo.budget.maxFiles),
        maxLines: String(repo.budget.maxLines),
        hourPatches: String(repo.budget.perHour.maxPatches),
        hourLines: String(repo.budget.perHour.maxLines),
        dayPatches: String(repo.budget.perDay.maxPatches),
        dayLines: String(repo.budget.perDay.maxLines),
      }
    : usual,
})

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What a draft says, in the words of the server. What a check had beside its command stays. */
function settingsOf(draft: Draft, before: Repo | undefined) {
  const count = (field: BudgetField) => Number(draft.numbers[field])
  return {
    ...(draft.name.trim() !== '' && { name: draft.name.trim() }),
    allowedOps: [...draft.allowedOps],
    rules: { allow: linesOf(draft.allow), deny: linesOf(draft.deny) },
    budget: {
      ...before?.budget,
      maxFiles: count('maxFiles'),
      maxLines: count('maxLines'),
      perHour: { maxPatches: count('hourPatches'), maxLines: count('hourLines') },
      perDay: { maxPatches: count('dayPatches'), maxLines: count('dayLines') },
    },
    checks: linesOf(draft.checks).map((line) => {
      const at = line.indexOf(':')
      const name = at === -1 ? line : line.slice(0, at).trim()
      const known = before?.checks.find((check) => check.name === name)
      return { ...known, name, command: wordsOf(at === -1 ? '' : line.slice(at + 1)) }
    }),
  }
}

/** Registers a repository, or changes how one may be used. */
export function RepoDialog({
  repo,
  onClose,
  onDone,
}: {
  repo?: Repo
  onClose: () => void
  onDone: (repo: Repo) => void
}): ReactNode {
  const [draft, setDraft] = useState(() => draftOf(repo))
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const save = useRepoDeed(
    () => {
      const settings = settingsOf(draft, repo)
      return repo
        ? client.repos.update({ id: repo.id, ...settings })
        : client.repos.register({ root: draft.root.trim(), ...settings })
    },
    (saved) => {
      onClose()
      onDone(saved)
    },
  )
  const toggle = (operation: RepoOperation) =>
    change({
      allowedOps: draft.allowedOps.includes(operation)
        ? draft.allowedOps.filter((other) => other !== operation)
        : [...draft.allowedOps, operation],
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={repo ? `Settings of ${repo.name}` : 'Register a repository'}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="repo-form" busy={save.isPending}>
            {repo ? 'Save' : 'Register'}
          </Button>
        </>
      }
    >
      <form id="repo-form" onSubmit={submit} className="flex flex-col gap-4">
        {!repo && (
          <TextField
            label="Directory"
            hint="An absolute path on the machine where the server runs."
            required
            value={draft.root}
            onChange={(event) => change({ root: event.target.value })}
          />
        )}
        <TextField
          label="Name"
          placeholder={repo ? '' : 'As the directory'}
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <div role="group" aria-label="What an assistant may do" className="flex flex-wrap gap-2">
          {operations.map((operation) => (
            <ToggleChip
              key={operation}
              pressed={draft.allowedOps.includes(operation)}
              onPress={() => toggle(operation)}
            >
              {operationWords[operation]}
            </ToggleChip>
          ))}
        </div>
        <fieldset className="grid grid-cols-2 gap-3">
          <legend className="mb-1 font-medium">Budget</legend>
          {(Object.keys(budgetFields) as BudgetField[]).map((field) => (
            <TextField
              key={field}
              label={budgetFields[field]}
              type="number"
              min={0}
              required
              value={draft.numbers[field]}
              onChange={(event) => change({ numbers: { ...draft.numbers, [field]: event.target.value } })}
            />
          ))}
        </fieldset>
        <TextArea
          label="Checks"
          rows={3}
          placeholder="test: npm test"
          hint="One a line: a name, a colon, the command. No shell reads it."
          value={draft.checks}
          onChange={(event) => change({ checks: event.target.value })}
        />
        <TextArea
          label="May be changed"
          rows={2}
          placeholder="src/**"
          hint="Globs, one a line; empty is everything. What runs by itself later must stand here by its exact path."
          value={draft.allow}
          onChange={(event) => change({ allow: event.target.value })}
        />
        <TextArea
          label="Closed"
          rows={2}
          placeholder="secrets/**"
          hint="Neither read nor changed. .git and .env files always are."
          value={draft.deny}
          onChange={(event) => change({ deny: event.target.value })}
        />
        {save.error && <Fault error={save.error} />}
      </form>
    </Dialog>
  )
}
