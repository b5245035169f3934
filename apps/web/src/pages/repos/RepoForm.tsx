import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import type { BudgetBound, RepoOperation } from '@hydraflow/sdk'
import { Button } from '../../ui/Button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { TextArea, TextField } from '../../ui/TextField.tsx'
import { Fault } from '../Fault.tsx'
import { CheckFields } from './CheckFields.tsx'
import { problemsFrom, problemsOf, type Problems, type RepoDraft } from './repo-draft.ts'

interface RepoFormProps {
  start: RepoDraft
  /** The directory of a repository stays: another one is another repository. */
  rootIsFixed?: boolean
  submit: string
  busy: boolean
  error: unknown
  onSubmit: (draft: RepoDraft) => void
  onCancel: () => void
  /** Beside what the server said of the root. */
  rootNote?: ReactNode
}

const operationWords: Record<RepoOperation, { label: string; note: string }> = {
  read: { label: 'Read', note: 'list and read files, see what git says' },
  write: { label: 'Change files', note: 'propose, apply and take back patches' },
  run_checks: { label: 'Run checks', note: 'run the commands below, and no others' },
}
const operations = Object.keys(operationWords) as RepoOperation[]

const globFields = [
  {
    field: 'allow',
    label: 'May be changed',
    placeholder: 'every file',
    hint: 'A file that runs by itself later (CI workflow, git hook, editor task, package script) must stand here by its exact path.',
  },
  {
    field: 'deny',
    label: 'Closed, to reading as well',
    placeholder: 'no file',
    hint: 'Secrets, keys, whatever nobody else should see.',
  },
] as const

const budgetRows: readonly { label: string; fields: readonly [BudgetBound, string][] }[] = [
  {
    label: 'In one patch',
    fields: [
      ['maxFiles', 'Files'],
      ['maxLines', 'Lines'],
      ['maxBytes', 'Bytes'],
    ],
  },
  {
    label: 'In an hour',
    fields: [
      ['perHour.maxPatches', 'Patches'],
      ['perHour.maxLines', 'Lines'],
    ],
  },
  {
    label: 'In a day',
    fields: [
      ['perDay.maxPatches', 'Patches'],
      ['perDay.maxLines', 'Lines'],
    ],
  },
]

/** What a repository is and what may be done to it. Problems are said where they are. */
export function RepoForm(props: RepoFormProps): ReactNode {
  const { start, rootIsFixed = false, submit, busy, error, onSubmit, onCancel, rootNote } = props
  const [draft, setDraft] = useState(start)
  const [found, setFound] = useState<Problems>({})
  const form = useRef<HTMLFormElement>(null)
  const fromServer = problemsFrom(error, draft)
  const problems = Object.keys(found).length > 0 ? found : fromServer
  const isPlaced = Object.keys(fromServer).length > 0
  const set = (change: Partial<RepoDraft>) => setDraft((before) => ({ ...before, ...change }))

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
    // The fields show what was found: the first of them takes the focus whenever there is news.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [found, error])

  const send = (event: FormEvent) => {
    event.preventDefault()
    const wrong = problemsOf(draft)
    setFound(wrong)
    if (Object.keys(wrong).length === 0) onSubmit(draft)
  }
  const toggle = (operation: RepoOperation) =>
    set({
      operations: draft.operations.includes(operation)
        ? draft.operations.filter((other) => other !== operation)
        : operations.filter((other) => other === operation || draft.operations.includes(other)),
    })

  return (
    <form ref={form} noValidate onSubmit={send} className="flex flex-col gap-9">
      <FormSection title="Directory">
        <TextField
          label="Path"
          mono
          value={draft.root}
          readOnly={rootIsFixed}
          maxLength={4_096}
          autoComplete="off"
          spellCheck={false}
          problem={problems['root']}
          hint={
            rootIsFixed
              ? 'The directory stays as it is. To use another one, register it as a repository of its own.'
              : 'An absolute path on the machine of the server. It need not be a git repository.'
          }
          onChange={(event) => set({ root: event.target.value })}
        />
        {rootNote}
        <TextField
          label="Name"
          value={draft.name}
          maxLength={200}
          autoComplete="off"
          placeholder={rootIsFixed ? undefined : 'The name of the directory'}
          problem={problems['name']}
          onChange={(event) => set({ name: event.target.value })}
          className="max-w-100"
        />
      </FormSection>

      <FormSection title="What may be done">
        <div role="group" aria-label="Allowed operations" className="flex flex-col gap-1">
          {operations.map((operation) => (
            <label key={operation} className="flex min-h-7 items-center gap-2.5 max-md:min-h-11">
              <input
                type="checkbox"
                checked={draft.operations.includes(operation)}
                onChange={() => toggle(operation)}
                className="size-4 shrink-0"
              />
              <span>
                {operationWords[operation].label}
                <span className="text-quiet">: {operationWords[operation].note}</span>
              </span>
            </label>
          ))}
        </div>
      </FormSection>

      <FormSection title="Which files" note="One glob on each line, as in .gitignore: src/**, *.md, docs/**/*.png.">
        <div className="grid gap-4 md:grid-cols-2">
          {globFields.map(({ field, ...words }) => (
            <TextArea
              key={field}
              {...words}
              rows={5}
              value={draft[field]}
              problem={problems[`rules.${field}`]}
              onChange={(event) => set({ [field]: event.target.value })}
            />
          ))}
        </div>
      </FormSection>

      <FormSection
        title="Budget"
        note="How much may change. Lines are those added and those removed; 0 allows nothing."
      >
        {budgetRows.map(({ label, fields }) => (
          <fieldset key={label} className="grid gap-x-3 gap-y-2 sm:grid-cols-[7rem_repeat(3,minmax(0,1fr))]">
            <legend className="sr-only">{label}</legend>
            <span aria-hidden className="pt-6.5 text-quiet max-sm:pt-1">
              {label}
            </span>
            {fields.map(([field, word]) => (
              <TextField
                key={field}
                label={word}
                type="number"
                min={0}
                inputMode="numeric"
                aria-label={`${word} ${label.toLowerCase()}`}
                value={draft.budget[field]}
                problem={problems[`budget.${field}`]}
                hint={field === 'maxBytes' ? formatBytes(Number(draft.budget.maxBytes) || 0) : undefined}
                onChange={(event) => set({ budget: { ...draft.budget, [field]: event.target.value } })}
              />
            ))}
          </fieldset>
        ))}
      </FormSection>

      <FormSection
        title="Checks"
        note="Commands that may be run in the directory, by their names alone. They are started as they stand here, without a shell."
      >
        <CheckFields checks={draft.checks} problems={problems} onChange={(checks) => set({ checks })} />
      </FormSection>

      {error !== null && error !== undefined && !isPlaced && <Fault error={error} />}
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        <Button type="submit" look="primary" busy={busy}>
          {submit}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  )
}

function FormSection({ title, note, children }: { title: string; note?: string; children: ReactNode }): ReactNode {
  return (
    <section className="flex flex-col gap-4">
      <div className="border-b border-line pb-1.5">
        <h2 className="font-semibold">{title}</h2>
        {note && <p className="mt-0.5 text-quiet">{note}</p>}
      </div>
      {children}
    </section>
  )
}
