import type { HistorySearch } from './pages/history/history-search.ts'
import type { ImportSearch } from './pages/imports/import-search.ts'
import type { JobsSearch } from './pages/jobs/jobs-search.ts'

/** Every address of the page is built here. */
export const paths = {
  overview: () => ({ to: '/' as const, search: {} }),
  history: (search: HistorySearch = {}) => ({ to: '/history' as const, search }),
  imports: (search: ImportSearch = {}) => ({ to: '/import' as const, search }),
  jobs: (search: JobsSearch = {}) => ({ to: '/jobs' as const, search }),
}
export type Path = ReturnType<(typeof paths)[keyof typeof paths]>
