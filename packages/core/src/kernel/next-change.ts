import type { Database } from '@hydraflow/db'

/** Looked at again after so long even when nobody rang: a wake-up can get lost. */
const longestWaitMs = 1_000

/** Waits for changes of a database one after the other; what rings between two waits is not missed. */
export function watchChanges(database: Database, signal: AbortSignal | undefined) {
  let rung = false
  let wake: (() => void) | undefined
  const ring = () => {
    rung = true
    wake?.()
  }
  const unlisten = database.listen(ring)
  signal?.addEventListener('abort', ring, { once: true })
  const wait = async (waitMs: number): Promise<void> => {
    if (!rung && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    wake = undefined
    rung = false
  }
  let waiting: Promise<void> | undefined
  return {
    /** Whoever asks again before the next change waits for the same one. */
    next(waitMs = longestWaitMs): Promise<void> {
      waiting ??= wait(waitMs).finally(() => (waiting = undefined))
      return waiting
    },
    close() {
      unlisten()
      signal?.removeEventListener('abort', ring)
    },
  }
}
