import { hash } from 'node:crypto'
import type { ChangeKind, ChangeStats, ChangeStatus, CheckResult } from '../../contract/index.ts'
import type { Micros } from '../../kernel/time.ts'

/** What the first entry of every ledger names as the hash before it. */
export const firstHash = '0'.repeat(64)

/** A file of an entry: what the ledger keeps of it. Modes are permission bits. */
export interface EntryFile {
  readonly path: string
  readonly oldPath: string | null
  readonly action: 'added' | 'modified' | 'deleted' | 'renamed'
  readonly binary: boolean
  readonly linesAdded: number
  readonly linesRemoved: number
  readonly beforeSha256: string | null
  readonly afterSha256: string | null
  readonly beforeMode: number | null
  readonly afterMode: number | null
  readonly beforeBytes: number | null
  readonly afterBytes: number | null
  readonly diff: string | null
}

/** The columns of an entry, but for the details of a refusal, which may be large. */
export const columnsOfEntry = [
  'id',
  'repoId',
  'sequence',
  'kind',
  'status',
  'summary',
  'threadId',
  'taskId',
  'origin',
  'jobId',
  'proposalId',
  'targets',
  'undoneBy',
  'files',
  'linesAdded',
  'linesRemoved',
  'bytes',
  'chargedLines',
  'checks',
  'errorReason',
  'errorMessage',
  'createdAt',
  'completedAt',
  'previousHash',
  'hash',
] as const

/** The columns of a file of an entry, but for its diff. */
export const fileColumnsOfEntry = [
  'changeId',
  'position',
  'repoId',
  'path',
  'oldPath',
  'action',
  'binary',
  'linesAdded',
  'linesRemoved',
  'beforeSha256',
  'afterSha256',
  'beforeMode',
  'afterMode',
  'beforeBytes',
  'afterBytes',
] as const

/** Why it came to nothing. */
export interface EntryError {
  readonly reason: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>> | null
}

/** Everything of an entry but its place in the chain. */
export interface Entry {
  readonly id: string
  readonly repoId: string
  readonly kind: ChangeKind
  readonly status: ChangeStatus
  readonly summary: string
  readonly threadId: string | null
  readonly taskId: string | null
  readonly origin: string | null
  readonly jobId: string | null
  readonly proposalId: string | null
  readonly targets: readonly string[]
  readonly stats: ChangeStats
  readonly chargedLines: number
  readonly checks: readonly CheckResult[]
  readonly error: EntryError | null
  readonly createdAt: Micros
  readonly completedAt: Micros
  readonly files: readonly EntryFile[]
}

/**
 * The hash of an entry: SHA-256 over the hash before it, its sequence and all it says, written as JSON arrays in a
 * fixed order, so that nothing in the ledger can be changed, removed or put in between unnoticed.
 */
export function entryHash(entry: Entry, sequence: number, previousHash: string): string {
  const { files, linesAdded, linesRemoved, bytes } = entry.stats
  const said = [
    previousHash,
    sequence,
    entry.id,
    entry.repoId,
    entry.kind,
    entry.status,
    entry.summary,
    entry.threadId,
    entry.taskId,
    entry.origin,
    entry.jobId,
    entry.proposalId,
    entry.targets,
    [files, linesAdded, linesRemoved, bytes],
    entry.chargedLines,
    entry.checks,
    entry.error && errorParts(entry.error),
    entry.createdAt,
    entry.completedAt,
  ]
  return hash('sha256', `${JSON.stringify(said).slice(0, -1)},${saidOfFiles(entry.files)}]`, 'hex')
}

const texts = new WeakMap<Entry['files'], string>()

/** The part of the hashed text that is long. It can be asked for in advance, in a moment in which there is time. */
export function saidOfFiles(files: Entry['files']): string {
  const known = texts.get(files)
  if (known !== undefined) return known
  const said = files.map((file) => [
    file.path,
    file.oldPath,
    file.action,
    file.binary,
    file.linesAdded,
    file.linesRemoved,
    file.beforeSha256,
    file.afterSha256,
    file.beforeMode,
    file.afterMode,
    file.beforeBytes,
    file.afterBytes,
    file.diff,
  ])
  const text = JSON.stringify(said)
  texts.set(files, text)
  return text
}

/** Entries without details are hashed as they were when there were none. */
const errorParts = ({ reason, message, details }: EntryError) =>
  details === null ? [reason, message] : [reason, message, details]
