import type { BookmarkFolderTable, BookmarkTable, BookmarkTagTable } from './bookmark.ts'
import type { MessageTable, ThreadTable } from './conversation.ts'
import type { HostTable, PageTable, VisitSightingTable, VisitTable } from './history.ts'
import type { ImportBatchTable } from './import.ts'
import type { JobLogTable, JobRevisionTable, JobTable } from './job.ts'
import type { MemoryChangeTable, MemoryTable } from './memory.ts'
import type { DailyCountTable, MeasurementTable } from './overview.ts'
import type {
  RepoChangeFileTable,
  RepoChangeTable,
  RepoChangeTargetTable,
  RepoChargeTable,
  RepoImageTable,
  RepoJournalTable,
  RepoProposalTable,
  RepoTable,
} from './repo.ts'
import type { SearchDocumentTable } from './search.ts'
import type { TabTable } from './tab.ts'
import type { TaskEventTable, TaskTable } from './task.ts'

/** Every table of a workspace. Times are integer microseconds since 1970 UTC. */
export interface Tables {
  bookmark: BookmarkTable
  bookmark_folder: BookmarkFolderTable
  bookmark_tag: BookmarkTagTable
  daily_count: DailyCountTable
  host: HostTable
  import_batch: ImportBatchTable
  job: JobTable
  job_log: JobLogTable
  job_revision: JobRevisionTable
  measurement: MeasurementTable
  memory: MemoryTable
  memory_change: MemoryChangeTable
  message: MessageTable
  page: PageTable
  repo: RepoTable
  repo_change: RepoChangeTable
  repo_change_file: RepoChangeFileTable
  repo_change_target: RepoChangeTargetTable
  repo_charge: RepoChargeTable
  repo_image: RepoImageTable
  repo_journal: RepoJournalTable
  repo_proposal: RepoProposalTable
  search_document: SearchDocumentTable
  tab: TabTable
  task: TaskTable
  task_event: TaskEventTable
  thread: ThreadTable
  visit: VisitTable
  visit_sighting: VisitSightingTable
}
