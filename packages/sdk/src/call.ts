import { TRPCClientError, TRPCUntypedClient, httpBatchStreamLink, httpLink } from '@trpc/client'
import type { AnyTRPCRouter } from '@trpc/server'
import type { Connection, Sent } from './connection.ts'
import { deadlineFor } from './deadline.ts'
import { errorFromFault, transportError } from './errors.ts'
import type { RequestOptions } from './options.ts'

/** What the server takes at most. */
const maxBatchSize = 20

/** Calls a query or a mutation by its path. */
export type Call = (
  kind: 'query' | 'mutation',
  path: string,
  input: unknown,
  options: RequestOptions,
) => Promise<unknown>

/**
 * Calls over tRPC. Queries are sent as POST as well: their input has no bound on its length then, and what a person
 * searches for stands in no address.
 */
export function createCall(connection: Connection): Call {
  const settings = {
    url: '/trpc',
    methodOverride: 'POST' as const,
    // tRPC's links give their address as a text and their headers as an object.
    fetch: (path: string | URL | Request, init?: RequestInit) => connection.fetch(path as string, init as Sent),
  }
  const link = connection.platform.batches
    ? httpBatchStreamLink<AnyTRPCRouter>({ ...settings, maxItems: maxBatchSize })
    : httpLink(settings)
  const client = new TRPCUntypedClient<AnyTRPCRouter>({ links: [link] })

  return async (kind, path, input, options) => {
    const deadline = deadlineFor(connection, options)
    // A batch is aborted only when all of its calls are; whoever gave up need not wait for the others.
    const ended = endOf(deadline.signal)
    try {
      return await Promise.race([client[kind](path, input ?? {}, { signal: deadline.signal }), ended.promise])
    } catch (error) {
      throw deadline.error() ?? errorFrom(error)
    } finally {
      ended.forget()
    }
  }
}

function errorFrom(error: unknown): Error {
  if (!(error instanceof TRPCClientError)) return transportError(error)
  return (error.shape && errorFromFault(error.shape)) ?? transportError(error.cause ?? error)
}

function endOf(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  let forget = () => {}
  const promise = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    forget = () => signal.removeEventListener('abort', onAbort)
  })
  return { promise, forget }
}
