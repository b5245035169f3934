import type { ReactNode } from 'react'
import { FilterChip } from '../../ui/Chip.tsx'
import { FilterGap, Filters, TextFilter, WordFilter } from '../../ui/Filters.tsx'
import { changeKinds, changeStatusWords, changeStatuses, kindWords } from './change-words.ts'
import type { LedgerSearch } from './repos-search.ts'
import { useTaskTitle, useThreadTitle } from './use-repos.ts'

interface LedgerFiltersProps {
  search: LedgerSearch
  narrow: (change: LedgerSearch, replace?: boolean) => void
}

export function LedgerFilters({ search, narrow }: LedgerFiltersProps): ReactNode {
  const thread = useThreadTitle(search.thread ?? null)
  const task = useTaskTitle(search.task ?? null)
  return (
    <Filters>
      <WordFilter words={changeKinds} labels={kindWords} chosen={search.kind} onChoose={(kind) => narrow({ kind })} />
      <FilterGap />
      <WordFilter
        words={changeStatuses}
        labels={changeStatusWords}
        chosen={search.status}
        onChoose={(status) => narrow({ status })}
      />
      <TextFilter
        label="Only changes of this file"
        placeholder="Path of a file"
        title="The whole path of a file, as the change names it: src/main.ts"
        value={search.path}
        maxLength={16_384}
        onSettle={(path) => narrow({ path }, true)}
      />
      {search.thread !== undefined && (
        <FilterChip onRemove={() => narrow({ thread: undefined })}>{`Thread: ${thread ?? search.thread}`}</FilterChip>
      )}
      {search.task !== undefined && (
        <FilterChip onRemove={() => narrow({ task: undefined })}>{`Task: ${task ?? search.task}`}</FilterChip>
      )}
    </Filters>
  )
}
