import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Workspace, openWorkspace } from '../src/index.ts'

const id = 'nobody'

/** Every list and page there is, with the filters that change what is asked of the database. */
const look = async ({ repos, jobs, ...workspace }: Workspace) => {
  const { threads, messages, tasks, memories, tabs, bookmarks, history, pages, imports, overview, search } = workspace
  await threads.list()
  await messages.list({ threadId: 'thread' })
  for (const filter of [{}, { status: 'pending' }, { threadId: id, status: 'pending' }, { overdue: true }] as const)
    await tasks.list(filter)
  for (const filter of [{}, { threadId: id }]) await memories.list(filter)
  for (const filter of [{}, { closed: true }, { threadId: id }]) await tabs.list(filter)
  await bookmarks.list()
  await history.list()
  for (const filter of [{ host: 'a.example' }, { from: '2026-01-01T00:00:00Z' }, { tabId: id }])
    await history.list(filter)
  await pages.list()
  await jobs.list()
  await jobs.list({ status: ['failed', 'queued'] })
  await jobs.list({ repoId: id })
  await imports.batches()
  await repos.list()
  for (const filter of [{}, { threadId: id }, { taskId: id }, { path: 'a.txt' }]) await repos.allChanges(filter)
  for (const filter of [{}, { path: 'a.txt' }]) await repos.changes({ repoId, ...filter })
  await repos.budget({ repoId })
  await overview.get()
  await search.query({ q: 'two words' })
  await search.suggest({ q: 'wor' })
}

/** Tables of which a row stands for something there are few of, and the newest of which are read by their number. */
const readWhole = {
  repo: 'a row for each repository',
  daily_count: 'a row for each day',
  import_batch: 'the newest, by their number',
}

/** By their rank, which is known when all is found; the few tabs of one thread; and the changes of one file. */
const mayBeSorted = (text: string) =>
  text.includes('bm25') || /from "tab" where .*"threadId" =|from "repo_change_file" where "path" =/.test(text)

let workspace: Workspace
let directory: string
let repoId: string
const asked = new Set<string>()
const prepare = SqliteDatabase.prototype.prepare

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hydraflow-plans-'))
  const root = join(directory, 'repository')
  mkdirSync(root)
  SqliteDatabase.prototype.prepare = function (text: string) {
    asked.add(text)
    return prepare.call(this, text) as never
  }
  workspace = await openWorkspace({ dataDir: join(directory, 'data'), workers: 0 })
  await workspace.threads.create({ id: 'thread', title: 'A thread' })
  repoId = (await workspace.repos.register({ root })).id
})
afterAll(async () => {
  SqliteDatabase.prototype.prepare = prepare
  await workspace.close()
  rmSync(directory, { recursive: true, force: true })
})

/** What SQLite would do for a statement, as its steps. */
function planOf(text: string): string[] {
  const connection = new SqliteDatabase(join(directory, 'data', 'hydraflow.db'), { readonly: true })
  try {
    const statement = prepare.call(connection, `explain query plan ${text}`)
    const marks = text.match(/\?/g)?.length ?? 0
    const steps = statement.all(Array.from({ length: marks }, () => null)) as { detail: string }[]
    return steps.map(({ detail }) => detail)
  } finally {
    connection.close()
  }
}

it('lists and pages read no table from end to end, and sort none', async () => {
  asked.clear()
  await look(workspace)
  const steps = [...asked]
    .filter((text) => /^(select|with)/i.test(text))
    .flatMap((text) => planOf(text).map((step) => ({ step, text })))
  expect(steps.length).toBeGreaterThan(30)
  const scanned = steps.filter(({ step }) => {
    const [, table = ''] = /^SCAN (\w+)$/.exec(step) ?? []
    return table !== '' && !(table in readWhole)
  })
  expect(scanned).toEqual([])
  const sorted = steps.filter(({ step, text }) => step === 'USE TEMP B-TREE FOR ORDER BY' && !mayBeSorted(text))
  expect(sorted).toEqual([])
})
