import { HydraFlowError, type ErrorReason, isHydraFlowError, reasons } from '@hydraflow/core/contract'

interface Fault {
  readonly reason?: unknown
  readonly message?: unknown
  readonly details?: unknown
  readonly data?: Fault
}

/** The error in an answer of the server, in the shape of tRPC or of the HTTP twins. */
export function errorFromBody(body: unknown): HydraFlowError | undefined {
  const fault = (body as { error?: Fault } | null)?.error ?? (body as Fault | null)
  return fault ? errorFromFault(fault) : undefined
}

export function errorFromFault({ message, data, ...fault }: Fault): HydraFlowError | undefined {
  const { reason, details } = data ?? fault
  if (typeof reason !== 'string') return undefined
  const text = typeof message === 'string' ? message : undefined
  const found = typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {}
  if (Object.hasOwn(reasons, reason)) return new HydraFlowError(reason as ErrorReason, text, found)
  // A newer server may have reasons that this client does not know.
  return new HydraFlowError('INTERNAL', text, { ...found, reason })
}

/** What `fetch` and the streams throw, as an error of ours. */
export function transportError(cause: unknown, url?: string): HydraFlowError {
  if (isHydraFlowError(cause)) return cause
  return new HydraFlowError('SERVER_UNREACHABLE', undefined, url === undefined ? {} : { url }, { cause })
}

/** What the server answered instead of what was asked. */
export async function errorFromResponse(response: Response): Promise<HydraFlowError> {
  const body: unknown = await response.json().catch(() => undefined)
  const message = `The address answered with status ${response.status}, but not as a HydraFlow server does.`
  return errorFromBody(body) ?? new HydraFlowError('SERVER_UNREACHABLE', message)
}
