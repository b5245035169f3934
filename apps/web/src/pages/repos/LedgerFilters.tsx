import { useEffect, useRef, useState, type ReactNode } from 'react'
import { FilterChip, ToggleChip } from '../../ui/Chip.tsx'
import { classes } from '../../ui/classes.ts'
import { fieldClasses } from '../../ui/TextField.tsx'
import { changeKinds, changeStatusWords, changeStatuses, kindWords } from './change-words.ts'
import type { LedgerSearch } from './repos-search.ts'
import { useTaskTitle, useThreadTitle } from './use-repos.ts'

const settleMs = 250

interface LedgerFiltersProps {
  search: LedgerSearch
  narrow: (change: LedgerSearch, replace?: boolean) => void
}

const toggled = <W extends string>(words: readonly W[] | undefined, word: W): W[] | undefined => {
  const next = words?.includes(word) ? words.filter((other) => other !== word) : [...(words ?? []), word]
  return next.length > 0 ? next : undefined
}

export function LedgerFilters({ search, narrow }: LedgerFiltersProps): ReactNode {
  const thread = useThreadTitle(search.thread ?? null)
  const task = useTaskTitle(search.task ?? null)
  return (
    <div
      role="group"
      aria-label="Filters"
      className="flex flex-wrap items-center gap-2 max-md:-mx-4 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4"
    >
      {changeKinds.map((kind) => (
        <ToggleChip
          key={kind}
          pressed={search.kind?.includes(kind) ?? false}
          onPress={() => narrow({ kind: toggled(search.kind, kind) })}
        >
          {kindWords[kind]}
        </ToggleChip>
      ))}
      <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line" />
      {changeStatuses.map((status) => (
        <ToggleChip
          key={status}
          pressed={search.status?.includes(status) ?? false}
          onPress={() => narrow({ status: toggled(search.status, status) })}
        >
          {changeStatusWords[status]}
        </ToggleChip>
      ))}
      <PathFilter path={search.path ?? ''} onPath={(path) => narrow({ path }, true)} />
      {search.thread !== undefined && (
        <FilterChip onRemove={() => narrow({ thread: undefined })}>{`Thread: ${thread ?? search.thread}`}</FilterChip>
      )}
      {search.task !== undefined && (
        <FilterChip onRemove={() => narrow({ task: undefined })}>{`Task: ${task ?? search.task}`}</FilterChip>
      )}
    </div>
  )
}

/** Keeps to the changes of one file, once the person stops typing for a moment. */
function PathFilter({ path, onPath }: { path: string; onPath: (path: string | undefined) => void }): ReactNode {
  const [text, setText] = useState(path)
  const sent = useRef(path)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (path === sent.current) return
    sent.current = path
    setText(path)
  }, [path])
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      sent.current = next.trim()
      onPath(next.trim() || undefined)
    }, settleMs)
  }
  return (
    <input
      type="search"
      aria-label="Only changes of this file"
      placeholder="Path of a file"
      title="The whole path of a file, as the change names it: src/main.ts"
      value={text}
      maxLength={16_384}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => change(event.target.value)}
      className={classes(fieldClasses, 'max-w-56 shrink-0 max-md:min-w-44')}
    />
  )
}
