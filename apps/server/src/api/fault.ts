import { HydraFlowError, isHydraFlowError, kinds, type ErrorKind, type ErrorReason } from '@hydraflow/core/contract'
import { TRPCError } from '@trpc/server'

/** What a door says about an error, whichever door it is. */
export interface Fault {
  readonly code: (typeof kinds)[ErrorKind]['code']
  readonly reason: ErrorReason
  readonly message: string
  readonly details: Record<string, unknown>
}

/** What tRPC itself refuses, in our words. Anything that is not here is a bug of ours and says nothing about itself. */
const reasonOfTrpcCode: Partial<Record<TRPCError['code'], ErrorReason>> = {
  PARSE_ERROR: 'INPUT_INVALID',
  BAD_REQUEST: 'INPUT_INVALID',
  NOT_FOUND: 'ROUTE_NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'ROUTE_NOT_FOUND',
  UNSUPPORTED_MEDIA_TYPE: 'JSON_REQUIRED',
  PAYLOAD_TOO_LARGE: 'BODY_TOO_LARGE',
  CLIENT_CLOSED_REQUEST: 'CANCELLED',
}

/** The error that a caller may see for anything that was thrown. */
export function refusalFrom(thrown: unknown): HydraFlowError {
  if (isHydraFlowError(thrown)) return thrown
  if (!(thrown instanceof TRPCError)) return new HydraFlowError('INTERNAL', undefined, {}, { cause: thrown })
  if (isHydraFlowError(thrown.cause)) return thrown.cause
  if (thrown.cause instanceof SyntaxError) return new HydraFlowError('INPUT_INVALID', 'The request is not valid JSON.')
  if (thrown.message.startsWith('Batch call exceeds')) return new HydraFlowError('BATCH_TOO_LARGE')
  return new HydraFlowError(reasonOfTrpcCode[thrown.code] ?? 'INTERNAL', undefined, {}, { cause: thrown.cause })
}

/** What goes over the wire. */
export function faultFrom(thrown: unknown): Fault {
  const refusal = refusalFrom(thrown)
  const { code } = kinds[refusal.kind]
  return { code, reason: refusal.reason, message: refusal.message, details: refusal.details }
}

/** The same error with the code that tRPC takes the HTTP status from. */
export function trpcErrorFrom(thrown: unknown): TRPCError {
  const cause = refusalFrom(thrown)
  return new TRPCError({ code: kinds[cause.kind].code, message: cause.message, cause })
}

/** `INPUT_INVALID`; the message names the first bad field. */
export function inputInvalid(issues: readonly { path: string; message: string }[]): HydraFlowError {
  const [first] = issues
  const message = first?.path ? `${first.path}: ${first.message}` : first?.message
  return new HydraFlowError('INPUT_INVALID', message, { issues })
}
