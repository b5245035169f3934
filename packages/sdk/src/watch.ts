import { isHydraFlowError } from '@hydraflow/core/contract'
import type { Connection } from './connection.ts'
import { deadlineFor } from './deadline.ts'
import { errorFromBody, errorFromResponse, transportError } from './errors.ts'
import { readEvents } from './event-stream.ts'
import type { RequestOptions } from './options.ts'

const firstWaitMs = 200
const longestWaitMs = 5_000
/** Three of the server's signs of life. */
const silenceMs = 45_000

/** What a subscription is at: where to go on from, and how long to wait before. */
interface Progress {
  lastEventId: string | undefined
  waitMs: number
  begun: boolean
}

/**
 * Follows a subscription until the server says it is over, the loop is left, or the signal is aborted.
 *
 * The first connection must succeed, else the error is thrown. After that a broken connection is taken up again, for as
 * long as it takes, with the id of the last event, so nothing is missed; an error of the server's own is thrown.
 */
export async function* watch(
  connection: Connection,
  path: string,
  input: unknown,
  options: RequestOptions,
): AsyncGenerator {
  const leaving = new AbortController()
  const signal = AbortSignal.any([leaving.signal, connection.closed, ...(options.signal ? [options.signal] : [])])
  const progress: Progress = { lastEventId: undefined, waitMs: firstWaitMs, begun: false }
  try {
    for (;;) {
      try {
        yield* follow(connection, path, input, { ...options, signal }, progress)
        return
      } catch (error) {
        if (signal.aborted) return
        if (!progress.begun || !isPassing(error)) throw error
      }
      options.onConnection?.('reconnecting')
      await wait(progress.waitMs, signal)
      if (signal.aborted) return
      progress.waitMs = Math.min(2 * progress.waitMs, longestWaitMs)
    }
  } finally {
    leaving.abort()
  }
}

/** One connection. Returns when the server says that there is nothing more to come. */
async function* follow(
  connection: Connection,
  path: string,
  input: unknown,
  options: RequestOptions,
  progress: Progress,
): AsyncGenerator {
  const body = await connect(connection, path, input, options, progress.lastEventId)
  try {
    for await (const { event, data, id } of readEvents(body, silenceMs)) {
      if (event === 'connected') {
        progress.begun = true
        progress.waitMs = firstWaitMs
        options.onConnection?.('live')
      } else if (event === 'message') {
        if (id) progress.lastEventId = id
        yield JSON.parse(data)
      } else if (event === 'serialized-error') throw errorFromBody(JSON.parse(data)) ?? transportError(undefined)
      else if (event === 'return') return
    }
  } catch (error) {
    throw transportError(error)
  }
  throw transportError(undefined)
}

async function connect(
  connection: Connection,
  path: string,
  input: unknown,
  options: RequestOptions,
  lastEventId: string | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const given = encodeURIComponent(JSON.stringify(input ?? {}))
  const headers = { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) }
  const beginning = new AbortController()
  const deadline = deadlineFor(connection, { ...options, signal: undefined })
  const onDeadline = () => beginning.abort()
  deadline.signal.addEventListener('abort', onDeadline)
  try {
    const signal = AbortSignal.any([beginning.signal, ...(options.signal ? [options.signal] : [])])
    const response = await connection.fetch(`/trpc/${path}?input=${given}`, { headers, signal, cache: 'no-store' })
    if (!response.ok || !response.body) throw await errorFromResponse(response)
    return response.body
  } catch (error) {
    throw deadline.error() ?? error
  } finally {
    deadline.signal.removeEventListener('abort', onDeadline)
  }
}

/** True for what may be over when one tries again. */
const isPassing = (error: unknown): boolean => isHydraFlowError(error) && error.kind === 'unavailable'

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
