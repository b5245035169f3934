import { HydraFlowError } from '@hydraflow/core/contract'
import type { Connection } from './connection.ts'

/** What ends a call early: the caller, the clock, or the closing of the client. */
export interface Deadline {
  readonly signal: AbortSignal
  /** The error for what ended the call, or undefined when nothing did. */
  error(): HydraFlowError | undefined
}

export function deadlineFor(
  { closed }: Connection,
  { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
): Deadline {
  const timeout = timeoutMs === undefined || timeoutMs === Infinity ? undefined : AbortSignal.timeout(timeoutMs)
  const ends = [closed, signal, timeout].filter((end) => end !== undefined)
  return {
    signal: AbortSignal.any(ends),
    error() {
      if (signal?.aborted) return new HydraFlowError('CANCELLED', undefined, {}, { cause: signal.reason })
      if (closed.aborted) return new HydraFlowError('CANCELLED', 'The client was closed.')
      if (timeout?.aborted)
        return new HydraFlowError('TIMEOUT', `No answer came within ${timeoutMs} ms.`, { timeoutMs })
      return undefined
    },
  }
}
