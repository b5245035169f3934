import { setTimeout as delay } from 'node:timers/promises'
import type { Tx } from '@hydraflow/db'
import { HydraFlowError, type Repo, isHydraFlowError } from '../contract/index.ts'
import { jsonFrom } from '../kernel/json.ts'
import type { HandlerDeps } from '../worker/handler.ts'
import { charge } from './budget/charge.ts'
import { keepImages } from './images/image-store.ts'
import {
  type Draft,
  type JournalEntry,
  journalEntryOf,
  settleAbandoned,
  settleApplied,
  withoutDiffs,
} from './journal.ts'
import { type Plan, imagesOf } from './plan.ts'
import { recoverChange } from './recover-changes.ts'
import { type Root, openRoot } from './tree/root.ts'
import { writeTree } from './tree/write-tree.ts'
import { alone } from './writing-alone.ts'

export interface Commit {
  readonly draft: Draft
  readonly repo: Repo
  /** Works the change out from the files as they are now; called again when they changed meanwhile. */
  plan(root: Root): Promise<Plan>
  /** What else belongs to the transaction that begins the change. */
  begin?(tx: Tx): Promise<void>
  readonly signal: AbortSignal
}

const attempts = 5
const waitMs = 20

/**
 * Writes a change to the files of a repository, all of it or nothing, and into its ledger.
 *
 * 1. Under the lock of the repository the change is worked out from the files as they are.
 * 2. One durable transaction takes the budget, keeps what undo will need and writes the journal, whose row is the lock
 *    for every other process as well.
 * 3. The files are written; whatever fails is taken back at once.
 * 4. One transaction removes the journal and appends the ledger entry, or refunds the budget.
 *
 * A process that dies leaves the journal, and `recoverChange` brings files and ledger to one side of it.
 */
export async function commitChange(deps: HandlerDeps, commit: Commit): Promise<Plan> {
  return await alone(commit.repo.id, async () => {
    for (let attempt = 1; ; attempt++) {
      commit.signal.throwIfAborted()
      try {
        return await tryCommit(deps, commit)
      } catch (error) {
        // Somebody saved a file between the plan and the write: plan again with what is there now.
        const again = isHydraFlowError(error) && error.reason === 'FILE_CHANGED' && error.details['between'] === true
        if (!again || attempt === attempts) throw error
      }
    }
  })
}

async function tryCommit(deps: HandlerDeps, commit: Commit): Promise<Plan> {
  const root = await openRoot(commit.repo.root)
  try {
    const plan = await commit.plan(root)
    const journal = journalEntryOf(commit.draft, plan)
    const token = deps.newId().replaceAll('-', '').slice(-16)
    await begin(deps, commit, { plan, journal, token })
    try {
      await writeTree(root, [...plan.changes], token)
    } catch (error) {
      // What could not be taken back is left to the journal, and to whoever comes next.
      if (isHydraFlowError(error) && error.details['unrestored'] !== undefined) throw error
      await deps.database.transact((tx) => settleAbandoned(tx, commit.draft))
      throw isHydraFlowError(error) && error.reason === 'FILE_CHANGED' ? changedBetween(error) : error
    }
    // The journal is on the disk and so are the files: if this is lost in a power cut, recovery says it again.
    await deps.database.transact((tx) => settleApplied(tx, journal, deps.clock.now()))
    return plan
  } finally {
    await root.close()
  }
}

const changedBetween = (error: HydraFlowError) =>
  new HydraFlowError('FILE_CHANGED', error.message, { ...error.details, between: true }, { cause: error })

interface Beginning {
  readonly plan: Plan
  readonly journal: JournalEntry
  readonly token: string
}

async function begin(deps: HandlerDeps, commit: Commit, { plan, journal, token }: Beginning) {
  const { draft, repo, signal } = commit
  const { database, clock } = deps
  const entry = jsonFrom(withoutDiffs(journal))
  for (;;) {
    const began = await database.transact(
      async (tx) => {
        const now = clock.now()
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('repo_journal')
          .values({ repoId: repo.id, changeId: draft.id, jobId: draft.jobId, token, entry, startedAt: now })
          .onConflict((conflict) => conflict.column('repoId').doNothing())
          .executeTakeFirstOrThrow()
        if (Number(numInsertedOrUpdatedRows) === 0) return false
        // Taking back must always be possible, and gives nothing back.
        if (draft.kind !== 'undo') await charge(tx, { changeId: draft.id, repo, at: now, asked: plan.asked })
        await keepImages(tx, now, [...imagesOf(plan, 'before'), ...(plan.between ?? [])])
        await commit.begin?.(tx)
        return true
      },
      { durable: true },
    )
    if (began) return
    await recoverChange(deps, repo.id)
    await delay(waitMs, undefined, { signal })
  }
}
