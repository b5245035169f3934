import type { ChangeKind, ChangeStatus } from '@hydraflow/sdk'
import { compact, readText, readWords, type RawSearch } from '../read-search.ts'
import { changeKinds, changeStatuses } from './change-words.ts'

/** What the address of a repository holds: the filter of its ledger. */
export interface LedgerSearch {
  kind?: ChangeKind[] | undefined
  status?: ChangeStatus[] | undefined
  path?: string | undefined
}

export const readLedgerSearch = (raw: RawSearch): LedgerSearch =>
  compact({
    kind: readWords(changeKinds, raw.kind),
    status: readWords(changeStatuses, raw.status),
    path: readText(raw.path),
  })

/** How a change is shown: one column, or before and after side by side. */
export interface ChangeSearch {
  view?: 'split' | undefined
}

export const readChangeSearch = (raw: RawSearch): ChangeSearch =>
  compact({ view: raw.view === 'split' ? 'split' : undefined })
