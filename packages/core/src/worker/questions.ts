import type { ErrorReason, ImportSource } from '../contract/index.ts'
import { purgeHistory } from '../history/purge-history.ts'
import type { Machine } from '../imports/find-profiles.ts'
import { previewImport } from '../imports/preview-import.ts'
import type { NewJob } from '../jobs/enqueue-job.ts'
import { type NamedInput, withInput } from '../repos/patch-inputs.ts'
import { previewUndo } from '../repos/preview-undo.ts'
import { verifyLedger } from '../repos/ledger/verify-ledger.ts'
import { proposePatch } from '../repos/propose-patch.ts'
import { readRepoFile } from '../repos/read-file.ts'
import { removeRepo } from '../repos/remove-repo.ts'
import type { HandlerDeps } from './handler.ts'
import type { Ran } from './orders.ts'

export interface AnswerDeps extends HandlerDeps {
  /** Runs a job in this thread, now. */
  readonly runJob: (job: NewJob) => Promise<Ran>
}

/**
 * What a worker thread answers beside its jobs: work that is asked for and waited for, but computes too long for the
 * event loop that serves requests.
 */
export const answers = {
  previewImport: (deps: HandlerDeps, { source, machine }: { source: ImportSource; machine: Machine }) =>
    previewImport({ ...deps, ...machine }, source),
  purgeHistory,
  proposePatch,
  previewUndo,
  readRepoFile,
  removeRepo,
  verifyLedger: ({ database }: HandlerDeps, { repoId }: { repoId: string }) => verifyLedger(database.look, repoId),
  /** A patch comes with its job, which then need not read it from a file. */
  runJob: ({ runJob }: AnswerDeps, { job, patch }: { job: NewJob; patch?: NamedInput | undefined }) =>
    patch ? withInput(patch, () => runJob(job)) : runJob(job),
}

export type QuestionName = keyof typeof answers

/** Asks a question of a thread, and waits for its answer. */
export type Ask = <N extends QuestionName>(
  name: N,
  input: Parameters<(typeof answers)[N]>[1],
) => ReturnType<(typeof answers)[N]>

export interface Question {
  readonly id: number
  readonly name: QuestionName
  readonly input: unknown
}

/** An error of ours crosses as its parts, any other as its text. */
export type Answer =
  | { readonly id: number; readonly output: unknown }
  | {
      readonly id: number
      readonly error: {
        readonly reason: ErrorReason
        readonly message: string
        readonly details: Record<string, unknown>
      }
    }
  | { readonly id: number; readonly bug: string }

export const answer = (deps: AnswerDeps, { name, input }: Pick<Question, 'name' | 'input'>): Promise<unknown> =>
  answers[name](deps, input as never)
