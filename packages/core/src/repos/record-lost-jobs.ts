import type { Tx } from '@hydraflow/db'
import { type ChangeKind, type JobPayloads, type JobType, reasons } from '../contract/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import type { Deps } from '../kernel/deps.ts'
import { endedEntry } from './journal.ts'
import { appendEntry } from './ledger/writer.ts'
import { linksThere } from './links.ts'
import { findRepo } from './reader.ts'

const typesInLedger = ['repo_apply_patch', 'repo_undo_change', 'repo_run_checks'] as const satisfies readonly JobType[]

/** Jobs that died with their worker before they had written what became of them are in the ledger too. */
export async function recordLostJobs(deps: Deps): Promise<void> {
  const lost = await deps.database.look
    .selectFrom('job')
    .selectAll()
    .where('status', '=', 'failed')
    .where('type', 'in', typesInLedger)
    .where('errorReason', '=', 'WORKER_LOST')
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('repo_change').select('id').whereRef('repo_change.jobId', '=', 'job.id'))),
    )
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
  for (const job of lost) await deps.database.transact((tx) => recordLostJob(tx, deps, job))
}

async function recordLostJob(tx: Tx, { newId, clock }: Deps, job: JobRow): Promise<void> {
  const repo = job.repoId === null ? undefined : await findRepo(tx, job.repoId)
  const known = await tx.selectFrom('repo_change').select('id').where('jobId', '=', job.id).executeTakeFirst()
  if (!repo || known) return
  const draft = {
    id: newId(),
    repoId: repo.id,
    origin: null,
    proposalId: null,
    targets: [],
    ...(await linksThere(tx, job)),
    ...saidOf(job),
    jobId: job.id,
    createdAt: job.createdAt,
  }
  const error = { reason: 'WORKER_LOST', message: reasons.WORKER_LOST.sentence }
  await appendEntry(tx, endedEntry(draft, 'failed', error, clock.now()))
}

/** What a job said of itself; the words of a patch are kept with the patch. */
function saidOf(job: JobRow): { kind: ChangeKind; summary: string; origin?: string | null; targets?: string[] } {
  const payload: unknown = JSON.parse(job.payload)
  if (job.type === 'repo_apply_patch') return { kind: 'apply', summary: job.title }
  if (job.type === 'repo_undo_change') {
    const { kind, summary, origin, changeIds } = payload as JobPayloads['repo_undo_change']
    return { kind, summary, origin, targets: changeIds }
  }
  const { summary, origin, changeId } = payload as JobPayloads['repo_run_checks']
  return { kind: 'checks', summary, origin, targets: changeId === null ? [] : [changeId] }
}
