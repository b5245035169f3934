import type { Flag, Json } from './column.ts'

export interface RepoTable {
  id: string
  name: string
  root: string
  allowedOps: Json
  rules: Json
  budget: Json
  checks: Json
  createdAt: number
  updatedAt: number
  /** How many entries the ledger has; the last one has this sequence and hash. */
  sequence: number
  headHash: string
  lastChangeAt: number | null
}

/** An entry of the ledger. Appended, and never changed but for `undoneBy`, which no hash covers. */
export interface RepoChangeTable {
  id: string
  repoId: string
  sequence: number
  kind: string
  status: string
  summary: string
  threadId: string | null
  taskId: string | null
  origin: string | null
  jobId: string | null
  proposalId: string | null
  targets: Json
  undoneBy: string | null
  files: number
  linesAdded: number
  linesRemoved: number
  bytes: number
  chargedLines: number
  checks: Json
  errorReason: string | null
  errorMessage: string | null
  /** What the refusal says to programs. */
  errorDetails: Json | null
  createdAt: number
  completedAt: number
  previousHash: string
  hash: string
}

/** A file of an entry, kept from the moment in which the change begins to be written. */
export interface RepoChangeFileTable {
  changeId: string
  position: number
  repoId: string
  path: string
  oldPath: string | null
  action: string
  binary: Flag
  linesAdded: number
  linesRemoved: number
  beforeSha256: string | null
  afterSha256: string | null
  beforeMode: number | null
  afterMode: number | null
  beforeBytes: number | null
  afterBytes: number | null
  diff: string | null
  undoneBy: string | null
}

/** A check that ran on a change, to find them by the change. */
export interface RepoChangeTargetTable {
  targetId: string
  changeId: string
  kind: string
}

export interface RepoProposalTable {
  id: string
  repoId: string
  expiresAt: number
  /** The change that applied it, or the entry that refused it. */
  usedBy: string | null
}

/**
 * Bytes of a repository by their SHA-256. With a `base`, they are kept as what must be replaced in the bytes of that name; the empty
 * text is no base.
 */
export interface RepoImageTable {
  repoId: string
  sha256: string
  base: string
  encoding: string
  bytes: Buffer
  keptUntil: number
}

/** What a change took from the budget. */
export interface RepoChargeTable {
  changeId: string
  repoId: string
  at: number
  lines: number
}

/** The change that is being written to a root; one row for each repository at most, so it is its lock as well. */
export interface RepoJournalTable {
  repoId: string
  changeId: string
  jobId: string
  /** In the names of its temporary files. */
  token: string
  /** What the ledger will say of the change, but for its files. JSON of the writer. */
  entry: Json
  startedAt: number
}
