import { threads } from './001-threads.ts'
import { tasks } from './002-tasks.ts'
import { memories } from './003-memories.ts'
import { history } from './004-history.ts'
import { tabs } from './005-tabs.ts'
import { bookmarks } from './006-bookmarks.ts'
import { jobs } from './007-jobs.ts'
import { imports } from './008-imports.ts'
import { search } from './009-search.ts'
import { overview } from './010-overview.ts'
import { repos } from './011-repos.ts'
import { jobsByStatus } from './012-jobs-by-status.ts'
import { searchForgetsLater } from './013-search-forgets-later.ts'
import { refusalDetails } from './014-refusal-details.ts'
import { imagesByRepository } from './015-images-by-repository.ts'
import { filesBeforeEntries } from './016-files-before-entries.ts'
import type { Migration } from './migration.ts'

/** In order, listed by hand. */
export const migrations: readonly Migration[] = [
  threads,
  tasks,
  memories,
  history,
  tabs,
  bookmarks,
  jobs,
  imports,
  search,
  overview,
  repos,
  jobsByStatus,
  searchForgetsLater,
  refusalDetails,
  imagesByRepository,
  filesBeforeEntries,
]
