import { isHydraFlowError, type ErrorReason } from '@hydraflow/sdk'

export interface FaultText {
  readonly what: string
  /** What to do about it; empty when nothing helps but to read. */
  readonly advice: string
}

const chooseAnother =
  'Choose the file named History (Chromium) or places.sqlite (Firefox) in the profile of the browser.'

/** What a person reads for a reason that needs other words than the server's, or advice beside them. */
const texts: Partial<Record<ErrorReason, FaultText>> = {
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
    what: 'The file is too large to upload.',
    advice: 'Give its path instead: then the server reads it where it lies.',
  },
  WORKER_LOST: { what: 'The worker stopped before the job was done.', advice: 'Run the job again.' },
  INTERNAL: {
    what: 'Something went wrong inside HydraFlow.',
    advice: 'Nothing was changed. The log of the server says more.',
  },
}

export const faultTextOfReason = (reason: string, message: string): FaultText =>
  texts[reason as ErrorReason] ?? { what: message, advice: '' }

export function faultText(error: unknown): FaultText {
  if (isHydraFlowError(error)) return faultTextOfReason(error.reason, error.message)
  return faultTextOfReason('INTERNAL', '')
}
