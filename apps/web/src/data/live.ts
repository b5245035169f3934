import { useEffect } from 'react'
import { isHydraFlowError, type RequestOptions } from '@hydraflow/sdk'
import { setConnection } from '../stores/connection.ts'
import { setSessionSecret } from '../stores/session.ts'

const firstWaitMs = 500
const longestWaitMs = 8_000

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

export interface Feed<T> {
  readonly open: (options: RequestOptions) => AsyncIterable<T>
  readonly onValue: (value: T) => void
  /** The feed begins, and tells what is the case from here on: what was asked for before may be old by now. */
  readonly onStart?: () => void
}

/**
 * Reads a feed until the signal ends it. The client takes a broken stream up again by itself; what is left to do here is
 * a server that was not there at first, and one that ended the stream.
 */
async function follow<T>({ open, onValue, onStart }: Feed<T>, signal: AbortSignal) {
  let waitMs = firstWaitMs
  while (!signal.aborted) {
    let begun = false
    const onConnection: RequestOptions['onConnection'] = (connection) => {
      // A stream that is taken up again goes on where it was.
      if (connection === 'live' && !begun) onStart?.()
      begun ||= connection === 'live'
      setConnection(connection)
    }
    try {
      for await (const value of open({ signal, onConnection })) {
        waitMs = firstWaitMs
        onValue(value)
      }
    } catch (error) {
      if (signal.aborted) return
      if (isHydraFlowError(error) && error.reason === 'UNAUTHORIZED') return setSessionSecret(null)
    }
    if (signal.aborted) return
    setConnection('reconnecting')
    await wait(waitMs, signal)
    waitMs = Math.min(waitMs * 2, longestWaitMs)
  }
}

/**
 * Follows a feed while the page can be seen. A browser allows six connections to one server in all its tabs together,
 * so a tab in the background gives its own back; on return the feed starts with the present state.
 */
export function useFeed<T>(feed: Feed<T>) {
  useEffect(() => {
    let controller: AbortController | undefined
    const start = () => {
      if (document.hidden || controller) return
      controller = new AbortController()
      void follow(feed, controller.signal)
    }
    const stop = () => {
      controller?.abort()
      controller = undefined
    }
    const onVisibility = () => {
      if (document.hidden) stop()
      else start()
    }
    start()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      stop()
    }
  }, [feed])
}
