import { isHydraFlowError, type ErrorReason } from '@hydraflow/sdk'

export interface FaultText {
  readonly what: string
  /** What to do about it; empty when nothing helps but to read. */
  readonly advice: string
}

const chooseAnother =
  'Choose the file named History (Chromium) or places.sqlite (Firefox) in the profile of the browser.'

/** What a person reads for a reason that needs other words than the server's, or advice beside them. */
const texts: Partial<Record<ErrorReason, Partial<FaultText> & Pick<FaultText, 'advice'>>> = {
  SERVER_UNREACHABLE: {
    what: 'The HydraFlow server does not answer.',
    advice: 'Check that it is still running where you started it. This page goes on by itself when it is back.',
  },
  TIMEOUT: { what: 'The server took too long to answer.', advice: 'Try again in a moment.' },
  SHUTTING_DOWN: { what: 'The server is shutting down.', advice: 'Start it again with npm start.' },
  TOO_MANY_REQUESTS: { what: 'Too many attempts.', advice: 'Wait a minute, then try again.' },
  SIGN_IN_CODE_INVALID: {
    what: 'This sign-in link was used already or is too old.',
    advice: 'Each link works once and for a short time. Make a fresh one with hydraflow sign-in.',
  },
  IMPORT_FILE_EMPTY: { what: 'The file is empty.', advice: chooseAnother },
  IMPORT_FILE_NOT_A_DATABASE: { what: 'The file is not a browser database.', advice: chooseAnother },
  IMPORT_FILE_UNKNOWN: { what: 'The database holds no history that HydraFlow knows.', advice: chooseAnother },
  IMPORT_FILE_DAMAGED: {
    what: 'The database is damaged.',
    advice: 'Close the browser, copy the file again and choose the copy.',
  },
  IMPORT_FILE_NOT_FOUND: {
    what: 'There is no file at this path.',
    advice: 'The path is looked up on the machine where the server runs.',
  },
  IMPORT_FILE_UNREADABLE: {
    what: 'The server may not read this file.',
    advice: 'On a Mac, give the terminal Full Disk Access. Otherwise copy the file, or drop it on this page.',
  },
  IMPORT_FILE_CHANGING: {
    what: 'The browser kept changing the file while it was copied.',
    advice: 'Close the browser and try again.',
  },
  IMPORT_UPLOAD_NOT_FOUND: {
    what: 'The uploaded file is no longer there.',
    advice: 'Uploads are kept for one day. Choose the file again.',
  },
  IMPORT_PROFILE_NOT_FOUND: {
    what: 'This browser profile is no longer on this machine.',
    advice: 'Choose another one, or give the path of the file.',
  },
  BODY_TOO_LARGE: {
    what: 'This is too large to send.',
    advice:
      'Give the path of a file instead, so that the server reads it where it lies. Cut a patch into smaller ones.',
  },
  REPO_NOT_FOUND: {
    what: 'This repository is not registered, or no longer.',
    advice: 'Removing a repository from HydraFlow never touches its files: register its directory again.',
  },
  REPO_ROOT_INVALID: { advice: 'Put the directory back where it was, or remove the repository in its settings.' },
  CHANGE_NOT_FOUND: { what: 'There is no such change in this repository.', advice: 'Look for it in the ledger.' },
  REPO_BUSY: { what: 'Another change is being written to this repository.', advice: 'Try again in a moment.' },
  OPERATION_NOT_ALLOWED: {
    what: 'The settings of this repository do not allow that.',
    advice: 'Allow the operation in its settings.',
  },
  CHECK_NOT_ALLOWED: {
    what: 'The repository has no check of this name.',
    advice: 'Only checks that its settings name can be run.',
  },
  PATCH_INVALID: {
    what: 'This text cannot be read as a patch.',
    advice: 'Paste a unified diff (--- and +++ lines, then @@) or an envelope that begins with *** Begin Patch.',
  },
  PATCH_EMPTY: { what: 'The patch changes nothing.', advice: 'The files already are as it would make them.' },
  PATCH_DOES_NOT_APPLY: {
    what: 'The patch does not fit the files as they are.',
    advice: 'Nothing was changed. Compare it with the files as they are now, and make it anew.',
  },
  BUDGET_EXCEEDED: {
    what: 'This is more than the budget of the repository leaves.',
    advice:
      'Nothing was changed. Make the change smaller, raise the budget, or wait until what counts for the hour or the day has passed.',
  },
  FILE_CHANGED: {
    what: 'Files are no longer as the patch expects them.',
    advice: 'Nothing was changed. Read them again, and make the patch anew.',
  },
  PATH_DENIED: { advice: 'Nothing was changed. The settings of the repository say what may be changed.' },
  PATH_HELD: {
    advice:
      'Nothing was changed. A path that is named whole among those that may be changed, in the settings, is let in.',
  },
  PROPOSAL_EXPIRED: { what: 'The proposal is too old to be applied.', advice: 'Propose the same patch again.' },
  PROPOSAL_REFUSED: { what: 'The proposal was refused.', advice: '' },
  PROPOSAL_USED: { what: 'The proposal was applied already.', advice: '' },
  CHANGE_CONFLICT: {
    what: 'Files are no longer as the change left them.',
    advice: 'Nothing was changed. Take back the later changes first, or only the files without a conflict.',
  },
  CHANGE_IMAGES_PRUNED: {
    what: 'What the change replaced is no longer kept.',
    advice: 'Old versions of files are cleared after a time; the ledger keeps their hashes.',
  },
  PATH_TWIN: {
    what: 'Another file has the same name but for case or spelling.',
    advice: 'On many disks the two would be one file. Choose another name.',
  },
  WORKER_LOST: { what: 'The worker stopped before the job was done.', advice: 'Run the job again.' },
  INTERNAL: {
    what: 'Something went wrong inside HydraFlow.',
    advice: 'Nothing was changed. The log of the server says more.',
  },
}

export const faultTextOfReason = (reason: string, message: string): FaultText => ({
  what: message,
  advice: '',
  ...texts[reason as ErrorReason],
})

/** What a message of the server says beyond what a person has read already. */
export const afterWhat = (what: string, message: string): string =>
  (message.startsWith(what) ? message.slice(what.length) : message).trim()

export function faultText(error: unknown): FaultText {
  if (isHydraFlowError(error)) return faultTextOfReason(error.reason, error.message)
  return faultTextOfReason('INTERNAL', '')
}
