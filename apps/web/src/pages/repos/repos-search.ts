import type { ChangeKind, ChangeStatus } from '@hydraflow/sdk'
import { compact, readText, readWords, type RawSearch } from '../read-search.ts'
import { changeKinds, changeStatuses } from './change-words.ts'

/** The filter of a ledger, as the address holds it. */
export interface LedgerSearch {
  kind?: ChangeKind[] | undefined
  status?: ChangeStatus[] | undefined
  path?: string | undefined
  thread?: string | undefined
  task?: string | undefined
}

/** All repositories, all their changes, or the form that registers one. */
export interface ReposSearch extends LedgerSearch {
  view?: 'changes' | 'register' | undefined
}

/** The ledger of a repository; where there is no room for both, its state in place of it. */
export interface RepoSearch extends LedgerSearch {
  view?: 'state' | undefined
}

const readLedgerSearch = (raw: RawSearch): LedgerSearch => ({
  kind: readWords(changeKinds, raw['kind']),
  status: readWords(changeStatuses, raw['status']),
  path: readText(raw['path']),
  thread: readText(raw['thread']),
  task: readText(raw['task']),
})

export const readReposSearch = (raw: RawSearch): ReposSearch =>
  compact({ view: readWords(['changes', 'register'] as const, raw['view'])?.[0], ...readLedgerSearch(raw) })

export const readRepoSearch = (raw: RawSearch): RepoSearch =>
  compact({ view: readWords(['state'] as const, raw['view'])?.[0], ...readLedgerSearch(raw) })

/** Whether anything narrows the ledger. */
export const isNarrowed = ({ kind, status, path, thread, task }: LedgerSearch): boolean =>
  [kind, status, path, thread, task].some((field) => field !== undefined)

/** What the server is asked for. */
export const filterFromLedgerSearch = ({ kind, status, path, thread, task }: LedgerSearch) => ({
  ...(kind && { kind }),
  ...(status && { status }),
  ...(path && { path }),
  ...(thread && { threadId: thread }),
  ...(task && { taskId: task }),
})
