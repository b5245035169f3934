import { isHydraFlowError } from '../contract/index.ts'
import type { HandlerDeps, JobRun } from '../worker/handler.ts'
import { type Draft, endedEntry } from './journal.ts'
import { appendEntry } from './ledger/writer.ts'

/** What was refused or failed is in the ledger too; the job has no place for the details, so its log has them. */
export async function recorded<T>(deps: HandlerDeps, run: JobRun, draft: Draft, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (run.signal.aborted || !isHydraFlowError(error)) throw error
    const { reason, message, details } = error
    // Whoever took the change for dead has written how it ended.
    if (reason === 'LEASE_LOST') throw error
    const status = reason === 'WRITE_FAILED' ? 'failed' : 'refused'
    const entry = endedEntry(draft, status, error, deps.clock.now())
    // What is left to recovery gets its entry there.
    if (details['unrestored'] === undefined) await run.transact((tx) => appendEntry(tx, entry))
    await run.log('error', message, { details })
    throw error
  }
}
