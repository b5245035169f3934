import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Search, X } from 'lucide-react'
import { readHistorySearch } from '../pages/history/history-search.ts'
import { paths } from '../paths.ts'
import { IconButton } from '../ui/Button.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { useSettledText } from '../ui/use-settled-text.ts'

const fieldId = 'search-field'
const settleMs = 160

export const focusSearchField = () => {
  const field = document.getElementById(fieldId)
  if (field instanceof HTMLInputElement) field.select()
}

/** One field for search. On History it filters as one types; elsewhere Enter leads there. */
export function SearchField(): ReactNode {
  const navigate = useNavigate()
  const location = useLocation()
  const onHistory = location.pathname === '/history'
  const search = readHistorySearch(location.search)
  const inAddress = onHistory ? (search.q ?? '') : ''
  const { text, change, settle } = useSettledText(inAddress, onHistory ? settleMs : null, (q) => {
    const filter = onHistory ? { ...search, page: undefined, visit: undefined } : {}
    void navigate({ ...paths.history({ ...filter, q: q || undefined }), replace: onHistory })
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    settle(text)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    if (text === '') event.currentTarget.blur()
    else change('')
  }
  return (
    <form role="search" onSubmit={onSubmit} className="relative flex w-full max-w-130 items-center">
      <Search size={15} aria-hidden className="pointer-events-none absolute left-2.5 text-quiet" />
      <input
        id={fieldId}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label="Search history"
        placeholder="Search history"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        maxLength={1000}
        className="h-8 w-full min-w-0 rounded-sm border border-transparent bg-hover pr-9 pl-8.5 max-md:h-11 max-md:text-[1rem]"
      />
      <span className="absolute right-1.5 flex items-center">
        {text === '' ? (
          <span aria-hidden className="max-md:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <IconButton
            icon={X}
            label="Clear search"
            className="size-6 max-md:size-11 max-md:-mr-1.5"
            onClick={() => change('')}
          />
        )}
      </span>
    </form>
  )
}
