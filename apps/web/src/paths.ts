import type { HistorySearch } from './pages/history/history-search.ts'
import type { ImportSearch } from './pages/imports/import-search.ts'
import type { JobsSearch } from './pages/jobs/jobs-search.ts'
import type { RepoSearch, ReposSearch } from './pages/repos/repos-search.ts'

/** Every address of the page is built here. */
export const paths = {
  overview: () => ({ to: '/' as const, search: {} }),
  history: (search: HistorySearch = {}) => ({ to: '/history' as const, search }),
  imports: (search: ImportSearch = {}) => ({ to: '/import' as const, search }),
  jobs: (search: JobsSearch = {}) => ({ to: '/jobs' as const, search }),
  repos: (search: ReposSearch = {}) => ({ to: '/repos' as const, search }),
  repo: (repoId: string, search: RepoSearch = {}) => ({ to: '/repos/$repoId' as const, params: { repoId }, search }),
  repoSettings: (repoId: string) => ({ to: '/repos/$repoId/settings' as const, params: { repoId }, search: {} }),
  propose: (repoId: string) => ({ to: '/repos/$repoId/propose' as const, params: { repoId }, search: {} }),
  change: (repoId: string, changeId: string) => ({
    to: '/repos/$repoId/changes/$changeId' as const,
    params: { repoId, changeId },
    search: {},
  }),
}

/** The addresses of whole pages, which need no id. */
export type Path = ReturnType<(typeof paths)['overview' | 'history' | 'imports' | 'jobs' | 'repos']>
