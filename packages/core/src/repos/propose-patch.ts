import type { Proposal, ProposePatch, Repo } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { readBudget, requireBudget } from './budget/charge.ts'
import { keepImages } from './images/image-store.ts'
import { changedFileFrom } from './ledger/reader.ts'
import { appendEntry, keepFiles } from './ledger/writer.ts'
import { requireLinks } from './links.ts'
import { type Plan, imagesOf, planFrom } from './plan.ts'
import { planPatch } from './plan-patch.ts'
import { getRepoFor } from './reader.ts'
import { recordingRefusal } from './record-refusal.ts'
import { openRoot } from './tree/root.ts'

export interface ProposeDeps extends Deps {
  readonly dataDir: string
}

/** Checks a patch as applying it would, and keeps what it would write, so that it can be looked at and applied. */
export const proposePatch = (deps: ProposeDeps, input: ProposePatch): Promise<Proposal> =>
  recordingRefusal(deps, { ...input, kind: 'propose' }, () => propose(deps, input))

async function propose(deps: ProposeDeps, input: ProposePatch): Promise<Proposal> {
  const { database, clock, newId } = deps
  const createdAt = clock.now()
  const repo = await getRepoFor(database.look, input.repoId, 'write')
  await requireLinks(database.look, input)
  const plan = await planIn(deps, repo, input)
  await requireBudget(database.look, repo, clock.now(), plan.asked)
  const id = newId()
  const expiresAt = clock.now() + input.expiresInSeconds * 1_000_000
  const files = plan.files.map(({ entry }) => entry)
  await database.transact(async (tx) => {
    const completedAt = clock.now()
    await keepImages(tx, { repoId: repo.id, until: expiresAt }, imagesOf(plan, 'after'))
    await keepFiles(tx, { id, repoId: repo.id }, files)
    await appendEntry(tx, {
      id,
      repoId: repo.id,
      kind: 'propose',
      status: 'proposed',
      summary: input.summary,
      threadId: input.threadId ?? null,
      taskId: input.taskId ?? null,
      origin: input.origin ?? null,
      jobId: null,
      proposalId: null,
      targets: [],
      stats: plan.stats,
      chargedLines: 0,
      checks: [],
      error: null,
      createdAt,
      completedAt,
      files,
    })
    await tx.insertInto('repo_proposal').values({ id, repoId: repo.id, expiresAt, usedBy: null }).execute()
  })
  return {
    proposalId: id,
    repoId: repo.id,
    expiresAt: isoFromMicros(expiresAt),
    summary: input.summary,
    stats: plan.stats,
    files: files.map((file) => changedFileFrom(file)),
    budget: await readBudget(database.look, repo, clock.now()),
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
