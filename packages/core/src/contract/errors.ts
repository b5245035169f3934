/** What kind of refusal an error is; it decides the tRPC code and the HTTP status. */
export const kinds = {
  invalid: { code: 'BAD_REQUEST', status: 400 },
  unauthorized: { code: 'UNAUTHORIZED', status: 401 },
  forbidden: { code: 'FORBIDDEN', status: 403 },
  not_found: { code: 'NOT_FOUND', status: 404 },
  conflict: { code: 'CONFLICT', status: 409 },
  too_large: { code: 'PAYLOAD_TOO_LARGE', status: 413 },
  busy: { code: 'TOO_MANY_REQUESTS', status: 429 },
  unavailable: { code: 'SERVICE_UNAVAILABLE', status: 503 },
  internal: { code: 'INTERNAL_SERVER_ERROR', status: 500 },
} as const
export type ErrorKind = keyof typeof kinds

/** Every reason an error can carry in `data.reason`, with its kind and what it means to a person. */
export const reasons = {
  INPUT_INVALID: { kind: 'invalid', sentence: 'The input is not valid.' },
  CURSOR_INVALID: { kind: 'invalid', sentence: 'The cursor is not one that this list gave out.' },
  FILTER_REQUIRED: { kind: 'invalid', sentence: 'Name what to delete: a filter, or all: true.' },
  URL_NOT_SUPPORTED: { kind: 'invalid', sentence: 'Only http and https addresses are kept.' },
  SCOPE_REF_REQUIRED: { kind: 'invalid', sentence: 'A memory of this scope needs a scopeRef.' },
  SCOPE_REF_NOT_ALLOWED: { kind: 'invalid', sentence: 'A global memory has no scopeRef.' },
  PARENT_NOT_IN_THREAD: { kind: 'invalid', sentence: 'The parent message is not in this thread.' },
  FOLDER_CYCLE: { kind: 'invalid', sentence: 'A folder cannot be put inside itself.' },
  IMPORT_FILE_EMPTY: { kind: 'invalid', sentence: 'The file is empty.' },
  IMPORT_FILE_NOT_A_DATABASE: { kind: 'invalid', sentence: 'The file is not a SQLite database.' },
  IMPORT_FILE_DAMAGED: { kind: 'invalid', sentence: 'The database is damaged.' },
  IMPORT_FILE_UNKNOWN: { kind: 'invalid', sentence: 'The database holds no browser history that HydraFlow knows.' },
  IMPORT_FILE_UNREADABLE: { kind: 'invalid', sentence: 'The file cannot be read.' },
  REPO_ROOT_INVALID: { kind: 'invalid', sentence: 'The root must be a directory that exists.' },
  PATCH_INVALID: { kind: 'invalid', sentence: 'The patch cannot be read.' },
  PATCH_EMPTY: { kind: 'invalid', sentence: 'The patch changes nothing.' },
  PATH_INVALID: { kind: 'invalid', sentence: 'This is not a path that a patch may name.' },
  CHECK_NOT_ALLOWED: { kind: 'forbidden', sentence: 'The repository has no check of this name.' },
  UNAUTHORIZED: { kind: 'unauthorized', sentence: 'Sign in, or send the token.' },
  SIGN_IN_CODE_INVALID: { kind: 'unauthorized', sentence: 'The sign-in link was used or is too old.' },
  HOST_NOT_ALLOWED: { kind: 'forbidden', sentence: 'This host name is not one that the server answers to.' },
  ORIGIN_NOT_ALLOWED: { kind: 'forbidden', sentence: 'Requests from this origin are refused.' },
  OPERATION_NOT_ALLOWED: { kind: 'forbidden', sentence: 'The repository does not allow this operation.' },
  PATH_OUTSIDE_ROOT: { kind: 'forbidden', sentence: 'The path leads out of the repository.' },
  PATH_DENIED: { kind: 'forbidden', sentence: 'The rules of the repository keep this path closed.' },
  PATH_HELD: {
    kind: 'forbidden',
    sentence: 'This file runs by itself later, so a rule of the repository must allow it by name.',
  },
  ROUTE_NOT_FOUND: { kind: 'not_found', sentence: 'There is nothing at this address.' },
  THREAD_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such thread.' },
  MESSAGE_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such message.' },
  SNAPSHOT_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such page snapshot.' },
  TASK_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such task.' },
  MEMORY_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such memory.' },
  TAB_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such tab.' },
  VISIT_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such visit.' },
  PAGE_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such page.' },
  BOOKMARK_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such bookmark.' },
  FOLDER_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such bookmark folder.' },
  JOB_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such job.' },
  IMPORT_FILE_NOT_FOUND: { kind: 'not_found', sentence: 'There is no file at this path.' },
  IMPORT_PROFILE_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such browser profile on this machine.' },
  IMPORT_UPLOAD_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such upload; it may have expired.' },
  IMPORT_BATCH_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such import.' },
  REPO_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such repository.' },
  CHANGE_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such change in this repository.' },
  PROPOSAL_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such proposal in this repository.' },
  FILE_NOT_FOUND: { kind: 'not_found', sentence: 'There is no such file in the repository.' },
  ID_TAKEN: { kind: 'conflict', sentence: 'This id already belongs to something else.' },
  BOOKMARK_EXISTS: { kind: 'conflict', sentence: 'The folder already holds a bookmark of this address.' },
  FOLDER_EXISTS: { kind: 'conflict', sentence: 'There is already a folder of this name here.' },
  REPO_EXISTS: { kind: 'conflict', sentence: 'This directory is registered already.' },
  REPO_BUSY: { kind: 'conflict', sentence: 'A change is being written to the repository.' },
  PATCH_DOES_NOT_APPLY: { kind: 'conflict', sentence: 'The patch does not fit the files as they are.' },
  PATH_TWIN: { kind: 'conflict', sentence: 'Another file has the same name but for case or spelling.' },
  FILE_CHANGED: { kind: 'conflict', sentence: 'A file is not as the patch expects it.' },
  FILE_TOO_LARGE: { kind: 'too_large', sentence: 'The file is too large for this.' },
  BUDGET_EXCEEDED: { kind: 'conflict', sentence: 'The change is larger than what is left of the budget.' },
  PROPOSAL_EXPIRED: { kind: 'conflict', sentence: 'The proposal is too old; propose it again.' },
  PROPOSAL_REFUSED: { kind: 'conflict', sentence: 'The proposal was refused.' },
  PROPOSAL_USED: { kind: 'conflict', sentence: 'The proposal was already applied.' },
  CHANGE_CONFLICT: { kind: 'conflict', sentence: 'Files are no longer as the change left them.' },
  CHANGE_NOT_APPLIED: { kind: 'conflict', sentence: 'Only a change that was applied can be taken back.' },
  CHANGE_UNDONE: { kind: 'conflict', sentence: 'The change was already taken back.' },
  CHANGE_NOT_UNDONE: { kind: 'conflict', sentence: 'Only a change that was taken back can be applied again.' },
  CHANGE_IMAGES_PRUNED: { kind: 'conflict', sentence: 'What the change replaced is no longer kept.' },
  WRITE_FAILED: { kind: 'unavailable', sentence: 'The files could not be written; nothing was changed.' },
  STORAGE_FULL: {
    kind: 'unavailable',
    sentence: 'There is no room left on the disk; free some space and try again.',
  },
  JOB_FINISHED: { kind: 'conflict', sentence: 'The job has already finished.' },
  JOB_NOT_RETRYABLE: { kind: 'conflict', sentence: 'Only a failed or cancelled job can be run again.' },
  IMPORT_BATCH_ACTIVE: { kind: 'conflict', sentence: 'The import is still running; cancel its job first.' },
  IMPORT_BATCH_REVERTED: { kind: 'conflict', sentence: 'The import was already taken back.' },
  IMPORT_FILE_CHANGING: { kind: 'conflict', sentence: 'The browser kept changing the file while it was copied.' },
  SEMANTIC_SEARCH_UNAVAILABLE: { kind: 'conflict', sentence: 'No embeddings have been built; search lexically.' },
  DATABASE_TOO_NEW: { kind: 'conflict', sentence: 'A newer HydraFlow wrote this database.' },
  DATA_DIRECTORY_IN_USE: { kind: 'conflict', sentence: 'Another server has this data directory open.' },
  BODY_TOO_LARGE: { kind: 'too_large', sentence: 'The request is too large.' },
  JSON_TOO_DEEP: { kind: 'invalid', sentence: 'The JSON is nested too deeply.' },
  JSON_TOO_MANY_VALUES: { kind: 'too_large', sentence: 'The JSON holds too many values.' },
  JSON_REQUIRED: { kind: 'invalid', sentence: 'Send JSON with content-type application/json.' },
  BATCH_TOO_LARGE: { kind: 'invalid', sentence: 'At most 20 calls fit in one batch.' },
  TOO_MANY_REQUESTS: { kind: 'busy', sentence: 'Too many attempts; wait a moment.' },
  CANCELLED: { kind: 'conflict', sentence: 'It was cancelled.' },
  TIMEOUT: { kind: 'unavailable', sentence: 'No answer came in time.' },
  SERVER_UNREACHABLE: { kind: 'unavailable', sentence: 'The HydraFlow server cannot be reached.' },
  LEASE_LOST: { kind: 'conflict', sentence: 'Another worker took the job over.' },
  WORKER_LOST: { kind: 'unavailable', sentence: 'The worker stopped before the job was done.' },
  SHUTTING_DOWN: { kind: 'unavailable', sentence: 'The server is shutting down.' },
  INTERNAL: { kind: 'internal', sentence: 'Something went wrong inside HydraFlow.' },
} as const satisfies Record<string, { kind: ErrorKind; sentence: string }>
export type ErrorReason = keyof typeof reasons

const mark = Symbol.for('hydraflow.error')

/**
 * An error a caller can act on. `reason` is stable, `message` is for a person, `details` hold what a program needs:
 * for `INPUT_INVALID` an array `issues` of `{ path, message }`.
 */
export class HydraFlowError extends Error {
  override readonly name = 'HydraFlowError'
  readonly [mark] = true
  readonly reason: ErrorReason
  readonly details: Record<string, unknown>

  constructor(
    reason: ErrorReason,
    message: string = reasons[reason].sentence,
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.reason = reason
    this.details = details
  }

  get kind(): ErrorKind {
    return reasons[this.reason].kind
  }
}

/** True for a HydraFlowError, also one made by another copy of the package. */
export const isHydraFlowError = (error: unknown): error is HydraFlowError =>
  typeof error === 'object' && error !== null && mark in error
