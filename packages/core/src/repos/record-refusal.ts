import type { Look, Tx } from '@hydraflow/db'
import { type ChangeKind, type HydraFlowError, isHydraFlowError } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import type { Micros } from '../kernel/time.ts'
import { endedEntry } from './journal.ts'
import { findChangeRow } from './ledger/reader.ts'
import { appendEntry } from './ledger/writer.ts'
import { linksThere } from './links.ts'
import { findRepo } from './reader.ts'

/** A deed that was asked for, in its own words. */
export interface Asked {
  readonly kind: ChangeKind
  readonly repoId: string
  readonly summary: string
  readonly threadId?: string | null | undefined
  readonly taskId?: string | null | undefined
  readonly origin?: string | null | undefined
  /** The job that was to do it, if there is one already. */
  readonly jobId?: string
  readonly proposalId?: string | undefined
  /** The changes that it is about. */
  readonly changeIds?: readonly string[]
}

/** What is refused before it is begun is in the ledger too, if there is the repository. */
export async function recordingRefusal<T>(deps: Deps, asked: Asked, act: () => Promise<T>): Promise<T> {
  const createdAt = deps.clock.now()
  try {
    return await act()
  } catch (error) {
    if (isHydraFlowError(error)) {
      await deps.database.transact((tx) => recordRefusal(tx, deps, { ...asked, createdAt }, error))
    }
    throw error
  }
}

/** The entry has an id of its own: the one that was asked for stays free for when it is allowed, or is taken. */
async function recordRefusal(
  tx: Tx,
  { clock, newId }: Deps,
  asked: Asked & { readonly createdAt: Micros },
  error: HydraFlowError,
): Promise<void> {
  const { kind, repoId, summary, createdAt, origin = null, jobId = null, proposalId = null } = asked
  if (!(await findRepo(tx, repoId))) return
  const draft = {
    id: newId(),
    kind,
    repoId,
    summary,
    ...(await linksThere(tx, asked)),
    origin,
    jobId,
    proposalId,
    targets: await changesThere(tx, asked),
    createdAt,
  }
  await appendEntry(tx, endedEntry(draft, 'refused', error, clock.now()))
}

async function changesThere(look: Look, { repoId, changeIds = [] }: Asked): Promise<string[]> {
  const there: string[] = []
  for (const id of changeIds) if (await findChangeRow(look, repoId, id)) there.push(id)
  return there
}
