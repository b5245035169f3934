import { type Proposal, type ProposePatch, type Repo, isHydraFlowError } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { readBudget, requireBudget } from './budget/charge.ts'
import { keepImages } from './images/image-store.ts'
import { endedEntry } from './journal.ts'
import { changedFileFrom } from './ledger/reader.ts'
import { appendEntry, keepFiles } from './ledger/writer.ts'
import { requireLinks } from './links.ts'
import { type Plan, imagesOf, planFrom } from './plan.ts'
import { planPatch } from './plan-patch.ts'
import { getRepoFor } from './reader.ts'
import { openRoot } from './tree/root.ts'

export interface ProposeDeps extends Deps {
  readonly dataDir: string
}

/** Checks a patch as applying it would, and keeps what it would write, so that it can be looked at and applied. */
export async function proposePatch(deps: ProposeDeps, input: ProposePatch): Promise<Proposal> {
  const { database, clock, newId } = deps
  const repo = await getRepoFor(database.look, input.repoId, 'write')
  await requireLinks(database.look, input)
  const draft = {
    id: newId(),
    repoId: repo.id,
    kind: 'propose' as const,
    summary: input.summary,
    threadId: input.threadId ?? null,
    taskId: input.taskId ?? null,
    origin: input.origin ?? null,
    jobId: null,
    proposalId: null,
    targets: [],
    createdAt: clock.now(),
  }
  try {
    const plan = await planIn(deps, repo, input)
    await requireBudget(database.look, repo, clock.now(), plan.asked)
    const expiresAt = clock.now() + input.expiresInSeconds * 1_000_000
    const files = plan.files.map(({ entry }) => entry)
    await database.transact(async (tx) => {
      const completedAt = clock.now()
      await keepImages(tx, { repoId: repo.id, until: expiresAt }, imagesOf(plan, 'after'))
      const { stats } = plan
      await keepFiles(tx, draft, files)
      await appendEntry(tx, {
        ...draft,
        stats,
        files,
        status: 'proposed',
        chargedLines: 0,
        checks: [],
        error: null,
        completedAt,
      })
      await tx.insertInto('repo_proposal').values({ id: draft.id, repoId: repo.id, expiresAt, usedBy: null }).execute()
    })
    return {
      proposalId: draft.id,
      repoId: repo.id,
      expiresAt: isoFromMicros(expiresAt),
      summary: input.summary,
      stats: plan.stats,
      files: files.map((file) => changedFileFrom(file)),
      budget: await readBudget(database.look, repo, clock.now()),
    }
  } catch (error) {
    if (!isHydraFlowError(error)) throw error
    await database.transact((tx) => appendEntry(tx, endedEntry(draft, 'refused', error, clock.now())))
    throw error
  }
}

async function planIn({ dataDir }: ProposeDeps, repo: Repo, input: ProposePatch): Promise<Plan> {
  const root = await openRoot(repo.root)
  try {
    return planFrom(await planPatch({ dataDir, repo, root }, input))
  } finally {
    await root.close()
  }
}
