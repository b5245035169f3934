import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ImportResult } from '../contract/index.ts'
import { jsonFrom, valueFrom } from '../kernel/json.ts'
import type { Handler, HandlerDeps, JobRun } from '../worker/handler.ts'
import { openCopy } from './copy-source.ts'
import { copyDirectory } from './directories.ts'
import { type WebVisit, addSkipped, totalSkipped, visitReader } from './read-visits.ts'
import { type BatchRow, findBatchOfJob, skippedOf } from './reader.ts'
import { revertBatch } from './revert-batch.ts'
import { saveVisits } from './save-visits.ts'
import type { Source } from './sources/open-source.ts'
import type { Position } from './sources/source.ts'
import { removeUpload } from './uploads.ts'
import { type BatchState, completeBatch, deleteBatch, ensureBatch, saveBatchState } from './writer.ts'

/** A transaction should last about so long, since nobody else can write to a SQLite file meanwhile. */
const aimMicros = 20_000
/** Visits in one transaction: the machine decides how many between these. */
const fewestVisits = 500
const mostVisits = 1_000
const documentsPerTransaction = 300
/** Between two transactions, so that others come to write. */
const pauseMs = 1

type Run = JobRun<'browser_import'>

/**
 * Imports a browser's history: copies its database, then brings its visits in, some at a time. Each transaction also
 * says how far it came and what it counted, so that a run that dies is gone on with, from the same copy, and counts
 * as if it never had.
 */
export const runImport: Handler<'browser_import'> = {
  async run(deps, run): Promise<ImportResult> {
    const { payload, jobId } = run
    const known = await findBatchOfJob(deps.database.look, jobId)
    // It may even be taken back already, by someone who saw it complete before this job came to its end.
    const batch = known && known.status !== 'running' ? known : await importFile(deps, run)
    await removeCopy(deps, run)
    if (payload.uploadId !== null) await removeUpload(deps.dataDir, payload.uploadId)
    const { read, inserted, unchanged, pagesInserted } = batch
    return { batchId: String(batch.id), read, inserted, unchanged, skipped: skippedOf(batch), pagesInserted }
  },

  /** Nothing of a cancelled import remains. */
  async undo(deps, run) {
    const batch = await findBatchOfJob(deps.database.look, run.jobId)
    if (batch) {
      await revertBatch((act) => run.transact(act), batch)
      await run.transact((tx) => deleteBatch(tx, batch.id))
    }
    await removeCopy(deps, run)
  },
}

async function removeCopy({ dataDir }: HandlerDeps, { jobId }: Run): Promise<void> {
  const directory = copyDirectory(dataDir, jobId)
  await rm(directory, { recursive: true, force: true })
  await rm(`${directory}.partial`, { recursive: true, force: true })
}

async function importFile(deps: HandlerDeps, run: Run): Promise<BatchRow> {
  const { path, fileName, browser } = run.payload
  run.report({ phase: 'copying', stepsCompleted: 0, stepsTotal: null, message: fileName })
  const source = await openCopy(path, copyDirectory(deps.dataDir, run.jobId))
  try {
    run.signal.throwIfAborted()
    const createdAt = deps.clock.now()
    const batch = await run.transact((tx) =>
      ensureBatch(tx, { jobId: run.jobId, format: source.format, browser, fileName, createdAt }),
    )
    await readVisits(deps, run, source, batch)
    await takeIntoIndex(deps, run)
    const completedAt = deps.clock.now()
    return await run.transact(async (tx) => {
      await completeBatch(tx, batch.id, completedAt)
      const complete = await findBatchOfJob(tx, run.jobId)
      if (!complete) throw new Error('The batch of a running import was removed.')
      return complete
    })
  } finally {
    source.close()
  }
}

async function readVisits({ clock }: HandlerDeps, run: Run, source: Source, batch: BatchRow): Promise<void> {
  const readRows = visitReader()
  let size = fewestVisits
  let state: BatchState = { ...batch, skipped: skippedOf(batch) }
  for (;;) {
    run.signal.throwIfAborted()
    const rows = source.read(valueFrom(state.position) as Position | null, size)
    const last = rows.at(-1)
    if (!last) break
    const { kept, skipped } = readRows(rows)
    const before: BatchState = {
      ...state,
      ...rangeWith(state, kept),
      position: jsonFrom({ place: last.place, visit: last.sourceVisitId } satisfies Position),
      read: state.read + rows.length,
      skipped: addSkipped(state.skipped, skipped),
    }
    const startedAt = clock.now()
    state = await run.transact(async (tx) => {
      const { inserted, pagesInserted } = await saveVisits(tx, batch.id, kept)
      const after: BatchState = {
        ...before,
        inserted: before.inserted + inserted,
        unchanged: before.unchanged + kept.length - inserted,
        pagesInserted: before.pagesInserted + pagesInserted,
      }
      await saveBatchState(tx, batch.id, after)
      return after
    })
    size = nextSize(size, clock.now() - startedAt)
    reportState(run, state, source)
    await delay(pauseMs)
  }
  run.report(
    { phase: 'finishing', stepsCompleted: state.read, stepsTotal: state.read, message: run.payload.fileName },
    statsOf(state),
  )
}

/** Else the next search would wait until the index has taken all the new pages in. */
async function takeIntoIndex({ database }: HandlerDeps, run: Run): Promise<void> {
  while ((await run.transact((tx) => database.search.takeIn(tx, documentsPerTransaction))) > 0) {
    run.signal.throwIfAborted()
    await delay(pauseMs)
  }
}

function nextSize(size: number, tookMicros: number): number {
  const aimed = tookMicros > 0 ? Math.round((size * aimMicros) / tookMicros) : mostVisits
  return Math.min(Math.max(aimed, fewestVisits, size >> 1), mostVisits, size * 2)
}

const reportState = (run: Run, state: BatchState, source: Source) =>
  run.report(
    {
      phase: 'reading',
      stepsCompleted: state.read,
      stepsTotal: Math.max(source.visits, state.read),
      message: run.payload.fileName,
    },
    statsOf(state),
  )

const statsOf = ({ inserted, unchanged, skipped }: BatchState) => ({
  inserted,
  unchanged,
  skipped: totalSkipped(skipped),
})

/** The range of a batch, widened by some visits. */
function rangeWith({ earliestVisitAt, latestVisitAt }: BatchState, visits: readonly WebVisit[]) {
  let [earliest, latest] = [earliestVisitAt ?? Number.POSITIVE_INFINITY, latestVisitAt ?? Number.NEGATIVE_INFINITY]
  for (const { visitedAt } of visits) {
    if (visitedAt < earliest) earliest = visitedAt
    if (visitedAt > latest) latest = visitedAt
  }
  return Number.isFinite(earliest) ? { earliestVisitAt: earliest, latestVisitAt: latest } : {}
}
