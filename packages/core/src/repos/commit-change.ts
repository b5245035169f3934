import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { Look, Tx } from '@hydraflow/db'
import { HydraFlowError, type Repo, isHydraFlowError } from '../contract/index.ts'
import { findJobRow } from '../jobs/reader.ts'
import { jsonFrom } from '../kernel/json.ts'
import type { HandlerDeps } from '../worker/handler.ts'
import { charge, hasRoom, requireBudget } from './budget/charge.ts'
import { keepImages, keptMicros } from './images/image-store.ts'
import {
  type Draft,
  type JournalClaim,
  type JournalEntry,
  completeJournal,
  hasJournal,
  isCharged,
  openJournal,
  settleAbandoned,
  settleApplied,
} from './journal.ts'
import { type Entry, saidOfFiles } from './ledger/entry.ts'
import { keepFiles } from './ledger/writer.ts'
import { type Intent, askedAtMost, imagesOf, planFrom } from './plan.ts'
import { recoverChange } from './recover-changes.ts'
import { writeFilesBeside } from './tree/file-thread.ts'
import { allOf } from './tree/in-parallel.ts'
import { type Root, openRoot } from './tree/root.ts'
import { writeTree } from './tree/write-tree.ts'
import { alone } from './writing-alone.ts'

export interface Commit {
  readonly draft: Draft
  readonly repo: Repo
  /** Works the change out from the files as they are now; called again when they changed meanwhile. */
  intend(root: Root): Promise<Intent>
  /** What else belongs to the transaction that begins the change. */
  begin?(tx: Tx): Promise<void>
  /** What else belongs to the transaction that ends it. */
  end?(tx: Tx): Promise<void>
  readonly signal: AbortSignal
}

const attempts = 5
const waitMs = 20

/**
 * Writes a change to the files of a repository, all of it or nothing, and into its ledger.
 *
 * 1. Under the lock of the repository the change is worked out from the files as they are.
 * 2. A journal row says beside which paths new files are going to lie. It is the lock for every other process as well.
 * 3. The new files are written under names of ours, by another thread. Meanwhile the change is measured, and one durable
 *    transaction takes the budget, keeps what the ledger and undo will need and completes the journal; while that waits
 *    for the disk, every file is seen to be still as it was.
 * 4. The files come to their places; whatever fails is taken back at once.
 * 5. One transaction removes the journal and appends the ledger entry, or refunds the budget.
 *
 * A process that dies leaves the journal, and `recoverChange` brings files and ledger to one side of it.
 */
export async function commitChange(deps: HandlerDeps, commit: Commit): Promise<void> {
  await alone(commit.repo.id, async () => {
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

async function tryCommit(deps: HandlerDeps, commit: Commit): Promise<void> {
  const root = await openRoot(commit.repo.root)
  try {
    const intent = await commit.intend(root)
    await requireRoom(deps, commit, intent)
    const token = deps.newId().replaceAll('-', '').slice(-16)
    const { journal, files } = await write(deps, commit, { root, intent, token })
    // The journal is on the disk and so are the files: if this is lost in a power cut, recovery says it again.
    await deps.database.transact(async (tx) => {
      const completedAt = deps.clock.now()
      await requireJournal(tx, commit.draft)
      if (!(await settleApplied(tx, journal, { files, completedAt }))) throw takenForDead(commit.draft)
      await commit.end?.(tx)
    })
  } finally {
    await root.close()
  }
}

/** Not even a file of ours is written for what is too large: it is measured here only if it could be. */
async function requireRoom({ database, clock }: HandlerDeps, { draft, repo }: Commit, { changes }: Intent) {
  if (!isCharged(draft) || (await hasRoom(database.look, repo, clock.now(), askedAtMost(changes)))) return
  await requireBudget(database.look, repo, clock.now(), planFrom(changes).asked)
}

interface Writing {
  readonly root: Root
  readonly intent: Intent
  readonly token: string
}

interface Begun {
  readonly journal: JournalEntry
  readonly files: Entry['files']
}

/** Brings the files to their places and returns what the ledger will say; after a failure nothing is left. */
async function write(deps: HandlerDeps, commit: Commit, { root, intent, token }: Writing): Promise<Begun> {
  let begun: Begun | undefined
  await claim(deps, commit, { paths: intent.changes.map(({ path }) => path), token })
  try {
    await writeTree(root, intent.changes, token, {
      write: writeFilesBeside,
      meanwhile: async () => {
        begun = await begin(deps, commit, intent)
      },
      step: async (name) => {
        if (name !== 'place') return
        await requireJournal(deps.database.look, commit.draft)
        await requireJob(deps.database.look, commit.draft)
      },
    })
    return begun as Begun
  } catch (error) {
    // What could not be taken back is left to the journal, and to whoever comes next.
    if (isHydraFlowError(error) && error.details['unrestored'] !== undefined) throw error
    await deps.database.transact((tx) => settleAbandoned(tx, commit.draft))
    throw isHydraFlowError(error) && error.reason === 'FILE_CHANGED' ? changedBetween(error) : error
  }
}

const changedBetween = (error: HydraFlowError) =>
  new HydraFlowError('FILE_CHANGED', error.message, { ...error.details, between: true }, { cause: error })

/**
 * Waits for whoever writes to the repository, and makes it ours. It goes to the disk with what begins the change: a power
 * cut before that can at worst leave new files under names of ours, which nobody reads.
 */
async function claim(
  deps: HandlerDeps,
  { draft, repo, signal }: Commit,
  { paths, token }: { readonly paths: string[]; readonly token: string },
): Promise<void> {
  const { database, clock } = deps
  const entry = jsonFrom({ draft, paths } satisfies JournalClaim)
  for (;;) {
    const row = { repoId: repo.id, changeId: draft.id, jobId: draft.jobId, token, entry, startedAt: clock.now() }
    if (await database.transact((tx) => openJournal(tx, row))) return
    await recoverChange(deps, repo.id, draft.jobId)
    await delay(waitMs, undefined, { signal })
  }
}

const takenForDead = ({ id }: Draft) => new HydraFlowError('LEASE_LOST', undefined, { changeId: id })

/** A process that stood still for longer than its lease finds that somebody else has put everything back, or is about to. */
async function requireJournal(look: Look, draft: Draft): Promise<void> {
  if (!(await hasJournal(look, draft))) throw takenForDead(draft)
}

/** Of a job that counts as lost, no file comes to its place any more: its caller was told that nothing did. */
async function requireJob(look: Look, draft: Draft): Promise<void> {
  const job = await findJobRow(look, draft.jobId)
  if (job && job.status !== 'running') throw takenForDead(draft)
}

/** Measures the change, takes and keeps all that it needs, and completes its journal. */
async function begin(deps: HandlerDeps, commit: Commit, intent: Intent): Promise<Begun> {
  const { draft, repo } = commit
  const plan = planFrom(intent.changes)
  const files = plan.files.map(({ entry }) => entry)
  const journal: JournalEntry = {
    draft,
    stats: plan.stats,
    chargedLines: isCharged(draft) ? plan.asked.lines : 0,
    reverted: intent.reverted ?? [],
  }
  const entry = jsonFrom(journal)
  const begun = deps.database.transact(
    async (tx) => {
      const now = deps.clock.now()
      if (!(await completeJournal(tx, draft, entry))) throw takenForDead(draft)
      if (isCharged(draft)) await charge(tx, { changeId: draft.id, repo, at: now, asked: plan.asked })
      await keepFiles(tx, draft, files)
      const images = [...imagesOf(plan, 'before'), ...(intent.between ?? [])]
      await keepImages(tx, { repoId: repo.id, until: now + keptMicros }, images)
      await commit.begin?.(tx)
    },
    { durable: true },
  )
  await allOf([() => begun, () => prepare(files)])
  return { journal, files }
}

/** While the disk is waited for, the ledger's end of the change is made ready. */
async function prepare(files: Entry['files']): Promise<void> {
  await nextTurn()
  saidOfFiles(files)
}
