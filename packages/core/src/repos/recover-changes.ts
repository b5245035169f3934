import type { Database, Look, Tables, Tx } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import { reasons } from '../contract/index.ts'
import { endRuns } from '../jobs/lease.ts'
import { findJobRow } from '../jobs/reader.ts'
import type { Clock, Deps } from '../kernel/deps.ts'
import { isDeadWorker } from '../worker/worker-id.ts'
import { sha256 } from './file-state.ts'
import { type Images, loadImage } from './images/image-store.ts'
import {
  type Draft,
  type JournalClaim,
  type JournalEntry,
  endedEntry,
  settleAbandoned,
  settleApplied,
} from './journal.ts'
import type { Entry, EntryFile } from './ledger/entry.ts'
import { entryFileFrom, filesOfChange } from './ledger/reader.ts'
import { appendEntry, keepFiles } from './ledger/writer.ts'
import { type RecoveryEntry, clearTree, recoverTree } from './tree/recover-tree.ts'
import { type Root, openRoot } from './tree/root.ts'

type JournalRow = Selectable<Tables['repo_journal']>

/** Brings every change that dead workers left half-way to one side: before the server answers anything. */
export async function recoverChanges(deps: Deps, isDead: IsDead = isDeadWorker): Promise<void> {
  const { look } = deps.database
  const rows = await look.selectFrom('repo_journal').selectAll().execute()
  for (const row of rows) {
    if (await isAlive(look, deps.clock, row.jobId, isDead)) continue
    // One repository that cannot be mended keeps its journal, which says why to every patch; the others go on.
    await recover(deps, row).catch(() => {})
  }
}

type IsDead = (workerId: string) => boolean

/**
 * The same for one repository, for a job that waits for it; nothing happens while the job that writes is alive, or when its
 * root is away. What a job finds of itself is from an attempt that died.
 */
export async function recoverChange(deps: Deps, repoId: string, jobId: string): Promise<void> {
  const { look } = deps.database
  const row = await look.selectFrom('repo_journal').selectAll().where('repoId', '=', repoId).executeTakeFirst()
  if (!row) return
  const isOwn = row.jobId === jobId
  if (!isOwn && ((await isAlive(look, deps.clock, row.jobId)) || !(await takeOver(deps, row, jobId)))) return
  await recover(deps, row)
}

/** Of several jobs that wait for a dead one, one has the journal from now on, and the others wait for that one. */
async function takeOver({ database }: Deps, row: JournalRow, jobId: string): Promise<boolean> {
  const { numUpdatedRows } = await database.transact((tx) =>
    tx
      .updateTable('repo_journal')
      .set({ jobId })
      .where('repoId', '=', row.repoId)
      .where('changeId', '=', row.changeId)
      .where('jobId', '=', row.jobId)
      .executeTakeFirstOrThrow(),
  )
  return Number(numUpdatedRows) > 0
}

async function recover({ database, clock }: Deps, row: JournalRow): Promise<void> {
  const { repoId } = row
  const repo = await database.look.selectFrom('repo').select('root').where('id', '=', repoId).executeTakeFirstOrThrow()
  const root = await openRoot(repo.root).catch(() => null)
  if (!root) return
  try {
    const journal: JournalClaim | OlderEntry | JournalEntry = JSON.parse(row.entry)
    const recovered =
      'paths' in journal ? await cleared(root, journal, row) : await recoveredFrom(database, root, journal, row)
    await database.transact((tx) => settle(tx, clock, recovered), { durable: true })
    database.announce()
  } finally {
    await root.close()
  }
}

/** Whether some worker is at a journal of this job. */
export async function isAlive(
  look: Look,
  clock: Clock,
  jobId: string,
  isDead: IsDead = isDeadWorker,
): Promise<boolean> {
  const job = await findJobRow(look, jobId)
  if (!job || job.status !== 'running') return false
  return (job.leaseUntil ?? 0) >= clock.now() && !isDead(job.workerId ?? '')
}

/** None of the files had come to its place. */
async function cleared(root: Root, { draft, paths }: JournalClaim, row: JournalRow): Promise<Recovered> {
  await clearTree(root, paths, row.token)
  return { draft, whole: null, conflicts: [] }
}

/** As a program before migration 016 wrote it: with the files, and without their diffs. */
interface OlderEntry extends JournalEntry {
  readonly files: Entry['files']
}

async function recoveredFrom(
  { look }: Database,
  root: Root,
  journal: JournalEntry | OlderEntry,
  row: JournalRow,
): Promise<Recovered> {
  const { draft } = journal
  const isOlder = 'files' in journal
  const files = isOlder ? journal.files : (await filesOfChange(look, draft.id)).map(entryFileFrom)
  const images = { look, repoId: draft.repoId }
  const { outcome, conflicts } = await recoverTree(root, files.flatMap(pathsOf), row.token, (entry, current) =>
    beforeBytes(images, entry, current),
  )
  const whole = outcome === 'after' ? { journal, files, areKept: !isOlder } : null
  return { draft, whole, conflicts }
}

/** A rename is two paths again. */
function pathsOf(file: EntryFile): RecoveryEntry[] {
  const before = stateOf(file.beforeSha256, file.beforeMode)
  const after = stateOf(file.afterSha256, file.afterMode)
  if (file.oldPath === null) return [{ path: file.path, before, after }]
  return [
    { path: file.oldPath, before, after: null },
    { path: file.path, before: null, after },
  ]
}

const stateOf = (hash: string | null, mode: number | null) =>
  hash === null || mode === null ? null : { sha256: hash, mode }

/** What was there before, from what is there now or from another file of the same bytes. */
async function beforeBytes(images: Images, { path, before }: RecoveryEntry, current: Buffer | null) {
  if (!before) throw new Error(`There was nothing at ${path} before the change.`)
  if (current && sha256(current) === before.sha256) return current
  const base = current && { bytes: current, sha256: sha256(current) }
  const image = await loadImage(images, before.sha256, base)
  if (!image) throw new Error(`What was at ${path} before the change is not kept.`)
  return image
}

interface Recovered {
  readonly draft: Draft
  /** Of a change that got to its end; null when the files are as before. */
  readonly whole: { readonly journal: JournalEntry; readonly files: Entry['files']; readonly areKept: boolean } | null
  readonly conflicts: readonly string[]
}

async function settle(tx: Tx, clock: Clock, { draft, whole, conflicts }: Recovered): Promise<void> {
  const now = clock.now()
  if (whole) {
    const { journal, files, areKept } = whole
    if (!(await settleApplied(tx, journal, { files, completedAt: now }))) return
    if (!areKept) await keepFiles(tx, draft, files)
    return await endJob(tx, clock, draft)
  }
  if (!(await settleAbandoned(tx, draft))) return
  const error = { reason: 'WORKER_LOST', message: `${reasons.WORKER_LOST.sentence} ${stateOfFiles(conflicts)}` }
  await appendEntry(tx, endedEntry(draft, 'failed', error, now))
}

const stateOfFiles = (conflicts: readonly string[]): string =>
  conflicts.length === 0
    ? 'The files are as they were before.'
    : `These files were changed by someone else meanwhile and were left alone: ${conflicts.join(', ')}.`

/** The work was done; only the word of it was missing. A job that is tried again has checks to run yet. */
async function endJob(tx: Tx, clock: Clock, { jobId, id: changeId }: Draft): Promise<void> {
  const job = await findJobRow(tx, jobId)
  if (!job || job.status !== 'running' || job.maxAttempts > 1) return
  const lease = { jobId, workerId: job.workerId ?? '', attempt: job.attempts }
  const outcome = { status: 'succeeded', result: { changeId } } as const
  await endRuns(tx, clock, [{ lease, maxAttempts: job.maxAttempts, outcome }])
}
