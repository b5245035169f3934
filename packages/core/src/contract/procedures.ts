import type { z } from 'zod'
import * as bookmarks from './bookmarks.ts'
import * as changes from './changes.ts'
import * as history from './history.ts'
import * as imports from './imports.ts'
import * as jobs from './jobs.ts'
import * as memories from './memories.ts'
import * as messages from './messages.ts'
import { Overview } from './overview.ts'
import { Page, PagePage, ListPages } from './pages.ts'
import * as patches from './patches.ts'
import { ById, Deleted } from './primitives.ts'
import * as repos from './repos.ts'
import * as search from './search.ts'
import { Health, Nothing } from './system.ts'
import * as tabs from './tabs.ts'
import * as tasks from './tasks.ts'
import * as threads from './threads.ts'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type HttpRoute = `${HttpMethod} /api/${string}`
export type ProcedureKind = 'query' | 'mutation' | 'subscription'

/** One procedure: what it takes and gives, and its HTTP twin. A subscription gives its output again and again. */
export interface Procedure<
  Kind extends ProcedureKind = ProcedureKind,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  readonly kind: Kind
  readonly summary: string
  readonly http: HttpRoute
  readonly input: Input
  readonly output: Output
}

const declare =
  <Kind extends ProcedureKind>(kind: Kind) =>
  <Input extends z.ZodType, Output extends z.ZodType>(
    http: HttpRoute,
    input: Input,
    output: Output,
    summary: string,
  ): Procedure<Kind, Input, Output> => ({ kind, summary, http, input, output })

const query = declare('query')
const mutation = declare('mutation')
const subscription = declare('subscription')

/**
 * The one table of everything HydraFlow can be asked. The workspace, the tRPC router, the HTTP routes, the OpenAPI
 * document, the SDK and docs/contract.md follow from it.
 */
export const procedures = {
  threads: {
    list: query('GET /api/threads', threads.ListThreads, threads.ThreadPage, 'Threads, newest activity first'),
    create: mutation('POST /api/threads', threads.CreateThread, threads.Thread, 'Make a thread'),
    get: query('GET /api/threads/{id}', ById, threads.Thread, 'One thread'),
    update: mutation('PATCH /api/threads/{id}', threads.UpdateThread, threads.Thread, 'Change a thread'),
    delete: mutation('DELETE /api/threads/{id}', ById, Deleted, 'Delete a thread and what hangs on it'),
  },
  messages: {
    list: query(
      'GET /api/threads/{threadId}/messages',
      messages.ListMessages,
      messages.MessagePage,
      'The newest messages of a thread in order; the cursor leads to older ones',
    ),
    append: mutation(
      'POST /api/threads/{threadId}/messages',
      messages.AppendMessage,
      messages.Message,
      'Add a message to a thread',
    ),
  },
  tasks: {
    list: query('GET /api/tasks', tasks.ListTasks, tasks.TaskPage, 'Tasks, newest first'),
    create: mutation('POST /api/tasks', tasks.CreateTask, tasks.Task, 'Make a task'),
    get: query('GET /api/tasks/{id}', ById, tasks.Task, 'One task'),
    update: mutation('PATCH /api/tasks/{id}', tasks.UpdateTask, tasks.Task, 'Change a task; null clears a field'),
    delete: mutation('DELETE /api/tasks/{id}', ById, Deleted, 'Delete a task and its events'),
    events: query('GET /api/tasks/{id}/events', tasks.ListTaskEvents, tasks.TaskEventPage, 'What happened to a task'),
    addEvent: mutation('POST /api/tasks/{id}/events', tasks.AddTaskEvent, tasks.TaskEvent, 'Add an event to a task'),
  },
  memories: {
    list: query('GET /api/memories', memories.ListMemories, memories.MemoryPage, 'Memories, last changed first'),
    upsert: mutation('POST /api/memories', memories.UpsertMemory, memories.Memory, 'Make or change a memory'),
    search: query(
      'POST /api/memories/search',
      memories.SearchMemories,
      memories.MemoryMatches,
      'Memories that match, best first',
    ),
    changes: query(
      'GET /api/memories/changes',
      memories.ListMemoryChanges,
      memories.MemoryChangePage,
      'The audit trail of memories, newest first',
    ),
    delete: mutation('DELETE /api/memories/{id}', ById, Deleted, 'Delete a memory'),
  },
  tabs: {
    list: query('GET /api/browser/tabs', tabs.ListTabs, tabs.TabPage, 'Tabs with their threads and last visits'),
    get: query('GET /api/browser/tabs/{id}', ById, tabs.Tab, 'One tab'),
    upsert: mutation('PUT /api/browser/tabs/{id}', tabs.UpsertTab, tabs.Tab, 'Make or change a tab'),
    close: mutation('DELETE /api/browser/tabs/{id}', ById, tabs.Tab, 'Mark a tab as closed'),
    bindThread: mutation(
      'POST /api/browser/tabs/{tabId}/thread',
      tabs.BindThread,
      tabs.BoundThread,
      'Bind a tab to a thread, making either if needed',
    ),
    unbindThread: mutation(
      'DELETE /api/browser/tabs/{tabId}/thread',
      tabs.UnbindThread,
      tabs.Tab,
      'Free a tab from its thread',
    ),
  },
  history: {
    list: query('GET /api/browser/history', history.ListHistory, history.VisitPage, 'Visits, newest first'),
    record: mutation('POST /api/browser/history', history.RecordVisit, history.RecordedVisit, 'Record a visit'),
    delete: mutation('DELETE /api/browser/history/{id}', ById, Deleted, 'Delete a visit'),
    purge: mutation(
      'DELETE /api/browser/history',
      history.PurgeHistory,
      history.Purged,
      'Delete the visits a filter selects, or count them',
    ),
  },
  pages: {
    list: query('GET /api/pages', ListPages, PagePage, 'Pages, last seen first'),
    get: query('GET /api/pages/{id}', ById, Page, 'One page'),
  },
  bookmarks: {
    list: query('GET /api/browser/bookmarks', bookmarks.ListBookmarks, bookmarks.BookmarkPage, 'Bookmarks'),
    create: mutation('POST /api/browser/bookmarks', bookmarks.CreateBookmark, bookmarks.Bookmark, 'Make a bookmark'),
    update: mutation(
      'PATCH /api/browser/bookmarks/{id}',
      bookmarks.UpdateBookmark,
      bookmarks.Bookmark,
      'Change or move a bookmark',
    ),
    delete: mutation('DELETE /api/browser/bookmarks/{id}', ById, Deleted, 'Delete a bookmark'),
    folders: query(
      'GET /api/browser/bookmark-folders',
      bookmarks.ListBookmarkFolders,
      bookmarks.BookmarkFolders,
      'Every bookmark folder, parents before children',
    ),
    createFolder: mutation(
      'POST /api/browser/bookmark-folders',
      bookmarks.CreateBookmarkFolder,
      bookmarks.BookmarkFolder,
      'Make a bookmark folder',
    ),
    updateFolder: mutation(
      'PATCH /api/browser/bookmark-folders/{id}',
      bookmarks.UpdateBookmarkFolder,
      bookmarks.BookmarkFolder,
      'Rename or move a bookmark folder',
    ),
    deleteFolder: mutation(
      'DELETE /api/browser/bookmark-folders/{id}',
      ById,
      Deleted,
      'Delete a folder with everything in it',
    ),
  },
  search: {
    query: query('GET /api/search', search.SearchQuery, search.SearchResult, 'Search everything'),
    suggest: query('GET /api/search/suggest', search.SuggestQuery, search.Suggestions, 'Suggestions while typing'),
  },
  overview: {
    get: query('GET /api/overview', Nothing, Overview, 'Counts, activity, storage, jobs and indexes'),
    watch: subscription('GET /api/overview/events', Nothing, Overview, 'The overview now and whenever it changes'),
  },
  repos: {
    register: mutation('POST /api/repo', repos.RegisterRepo, repos.Repo, 'Register a directory as a repository'),
    list: query('GET /api/repo/list', repos.ListRepos, repos.RepoPage, 'Repositories, newest first'),
    get: query('GET /api/repo/{id}', ById, repos.Repo, 'One repository'),
    update: mutation('PATCH /api/repo/{id}', repos.UpdateRepo, repos.Repo, 'Change rules, budget, checks or name'),
    remove: mutation('DELETE /api/repo/{id}', ById, Deleted, 'Forget a repository and its ledger; its files stay'),
    status: query('GET /api/repo/{repoId}/status', repos.ByRepo, repos.RepoStatus, 'What git says of the root'),
    files: query('GET /api/repo/{repoId}/files', repos.ListRepoFiles, repos.RepoFilePage, 'Files below the root'),
    readFile: query(
      'GET /api/repo/{repoId}/file',
      repos.ReadRepoFile,
      repos.RepoFileContent,
      'A file, or a part of it',
    ),
    proposePatch: mutation(
      'POST /api/repo/{repoId}/propose_patch',
      patches.ProposePatch,
      patches.Proposal,
      'Check a patch as applying would, and keep it; writes nothing',
    ),
    applyPatch: mutation(
      'POST /api/repo/{repoId}/apply_patch',
      patches.ApplyPatch,
      changes.Change,
      'Apply a patch or a proposal, all of it or nothing',
    ),
    refuseProposal: mutation(
      'POST /api/repo/{repoId}/proposals/{proposalId}/refuse',
      patches.RefuseProposal,
      changes.Change,
      'Refuse a proposal, so that nobody can apply it',
    ),
    undoChange: mutation(
      'POST /api/repo/{repoId}/changes/{changeId}/undo',
      changes.UndoChange,
      changes.Undone,
      'Take a change back, or say what that would do',
    ),
    undoChanges: mutation(
      'POST /api/repo/{repoId}/undo',
      changes.UndoChanges,
      changes.Undone,
      'Take several changes back in one deed, newest first',
    ),
    redoChange: mutation(
      'POST /api/repo/{repoId}/changes/{changeId}/redo',
      changes.RedoChange,
      changes.Undone,
      'Apply a change again that was taken back',
    ),
    runChecks: mutation(
      'POST /api/repo/{repoId}/run_checks',
      changes.RunChecks,
      jobs.Job,
      'Run registered checks, as a job',
    ),
    changes: query(
      'GET /api/repo/{repoId}/changes',
      changes.ListChanges,
      changes.ChangePage,
      'The ledger, newest first',
    ),
    allChanges: query(
      'GET /api/repo/changes',
      changes.ListAllChanges,
      changes.ChangePage,
      'The ledgers of all repositories, newest first: what a thread or a task has changed',
    ),
    getChange: query(
      'GET /api/repo/{repoId}/changes/{changeId}',
      changes.ByChange,
      changes.Change,
      'One change with its diffs',
    ),
    budget: query('GET /api/repo/{repoId}/budget', repos.ByRepo, repos.BudgetLeft, 'What is left of the budget'),
    verifyLedger: query(
      'GET /api/repo/{repoId}/ledger/verify',
      repos.ByRepo,
      changes.LedgerCheck,
      'Whether the chain of hashes is whole',
    ),
  },
  imports: {
    sources: query(
      'GET /api/imports/sources',
      imports.ListImportSources,
      imports.ImportSources,
      'Browser profiles on the machine of the server',
    ),
    preview: query(
      'POST /api/imports/preview',
      imports.ImportSource,
      imports.ImportPreview,
      'What a file is and what importing it would do',
    ),
    run: mutation('POST /api/imports', imports.RunImport, jobs.Job, 'Import a file, as a job'),
    batches: query('GET /api/imports', imports.ListImportBatches, imports.ImportBatchPage, 'Imports, newest first'),
    revert: mutation('POST /api/imports/{id}/revert', ById, jobs.Job, 'Take an import back, as a job'),
  },
  jobs: {
    list: query('GET /api/jobs', jobs.ListJobs, jobs.JobPage, 'Jobs, newest first'),
    get: query('GET /api/jobs/{id}', ById, jobs.Job, 'One job'),
    status: query('GET /api/jobs/{id}/status', ById, jobs.JobState, 'Where a job stands'),
    log: query('GET /api/jobs/{id}/log', jobs.ListJobLog, jobs.JobLogPage, 'What happened to a job, in order'),
    watch: subscription('GET /api/jobs/events', jobs.WatchJobs, jobs.Job, 'Jobs, live'),
    cancel: mutation('POST /api/jobs/{id}/cancel', ById, jobs.Job, 'Ask a job to stop'),
    retry: mutation('POST /api/jobs/{id}/retry', ById, jobs.Job, 'Run a failed or cancelled job again, as a new job'),
    prune: mutation('DELETE /api/jobs', jobs.PruneJobs, jobs.PrunedJobs, 'Remove old finished jobs'),
    stats: query('GET /api/jobs/stats', Nothing, jobs.JobStats, 'Jobs in numbers'),
  },
  system: {
    health: query('GET /api/health', Nothing, Health, 'Whether the server is up; needs no token'),
  },
} as const satisfies Record<string, Record<string, Procedure>>

export type Procedures = typeof procedures
export type Noun = keyof Procedures

/** What every method takes beside its input. An aborted signal ends a subscription; in the SDK it also ends a request. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** The input, which may be left out when every field of it may, then the options. */
type Arguments<Input, Options> = {} extends Input
  ? [input?: Input, options?: Options]
  : [input: Input, options?: Options]

/** How a procedure reads as a method, for callers that leave out the fields with a default. */
export type Method<P extends Procedure, Options = CallOptions> = (
  ...args: Arguments<z.input<P['input']>, Options>
) => P['kind'] extends 'subscription' ? AsyncIterable<z.output<P['output']>> : Promise<z.output<P['output']>>

/** One property per noun, one method per procedure: the workspace and the SDK's client are both of this type. */
export type Methods<Options = CallOptions> = {
  readonly [N in Noun]: { readonly [V in keyof Procedures[N]]: Method<Extract<Procedures[N][V], Procedure>, Options> }
}
