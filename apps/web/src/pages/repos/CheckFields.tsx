import type { ReactNode } from 'react'
import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '../../ui/Button.tsx'
import { TextArea, TextField } from '../../ui/TextField.tsx'
import { commandWords } from './command-words.ts'
import { newCheck, type CheckDraft, type Problems } from './repo-draft.ts'

interface CheckFieldsProps {
  checks: readonly CheckDraft[]
  problems: Problems
  onChange: (checks: readonly CheckDraft[]) => void
}

export function CheckFields({ checks, problems, onChange }: CheckFieldsProps): ReactNode {
  const set = (key: number, change: Partial<CheckDraft>) =>
    onChange(checks.map((check) => (check.key === key ? { ...check, ...change } : check)))
  return (
    <>
      {checks.length > 0 && (
        <ol className="flex flex-col gap-4">
          {checks.map((check, at) => (
            <li
              key={check.key}
              aria-label={check.name || `Check ${at + 1}`}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_6.5rem_auto]"
            >
              <TextField
                label="Name"
                value={check.name}
                maxLength={100}
                autoComplete="off"
                placeholder="test"
                problem={problems[`checks.${at}.name`]}
                onChange={(event) => set(check.key, { name: event.target.value })}
                className="max-md:col-start-1"
              />
              <TextField
                label="Command"
                mono
                value={check.command}
                autoComplete="off"
                spellCheck={false}
                placeholder='npm run test -- --grep "a name"'
                problem={problems[`checks.${at}.command`]}
                hint={wordsHint(check.command)}
                onChange={(event) => set(check.key, { command: event.target.value })}
                className="max-md:col-span-2"
              />
              <TextField
                label="Seconds"
                type="number"
                min={1}
                max={7_200}
                value={check.timeout}
                problem={problems[`checks.${at}.timeoutSeconds`]}
                onChange={(event) => set(check.key, { timeout: event.target.value })}
              />
              <IconButton
                icon={Trash2}
                label={`Remove the check ${check.name}`.trim()}
                onClick={() => onChange(checks.filter(({ key }) => key !== check.key))}
                className="mt-6"
              />
              <TextArea
                label="Variables"
                rows={Math.max(1, check.env.split('\n').length)}
                value={check.env}
                placeholder="NODE_ENV=test"
                problem={problems[`checks.${at}.env`]}
                hint="One on each line, beside the few that every check is given."
                onChange={(event) => set(check.key, { env: event.target.value })}
                className="col-span-2 md:col-start-2"
              />
            </li>
          ))}
        </ol>
      )}
      <Button icon={Plus} onClick={() => onChange([...checks, newCheck()])} className="self-start">
        Add a check
      </Button>
    </>
  )
}

/** How the line will be taken apart, where that is not plain to see. */
function wordsHint(command: string): string | undefined {
  if (!/["'\\]/.test(command)) return undefined
  return commandWords(command)
    ?.map((word) => `[${word}]`)
    .join(' ')
}
