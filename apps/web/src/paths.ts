import type { HistorySearch } from './pages/history/history-search.ts'
import type { ImportSearch } from './pages/imports/import-search.ts'
import type { ChangeSearch, LedgerSearch } from './pages/repos/repos-search.ts'
import type { JobsSearch } from './pages/jobs/jobs-search.ts'

/** Every address of the page is built here. */
export const paths = {
  overview: () => ({ to: '/' as const, search: {} }),
  history: (search: HistorySearch = {}) => ({ to: '/history' as const, search }),
  imports: (search: ImportSearch = {}) => ({ to: '/import' as const, search }),
  repos: () => ({ to: '/repos' as const, search: {} }),
  repo: (repoId: string, search: LedgerSearch = {}) => ({ to: '/repos/$repoId' as const, params: { repoId }, search }),
  change: (repoId: string, changeId: string, search: ChangeSearch = {}) => ({
    to: '/repos/$repoId/changes/$changeId' as const,
    params: { repoId, changeId },
    search,
  }),
  propose: (repoId: string) => ({ to: '/repos/$repoId/propose' as const, params: { repoId }, search: {} }),
  jobs: (search: JobsSearch = {}) => ({ to: '/jobs' as const, search }),
}
export type Path = ReturnType<(typeof paths)[keyof typeof paths]>
