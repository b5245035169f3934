import { setTimeout as delay } from 'node:timers/promises'
import type { Overview } from '../contract/index.ts'
import { watchChanges } from '../kernel/next-change.ts'
import { type OverviewDeps, getOverview } from './get-overview.ts'

/** A busy workspace changes all the time; nobody reads faster than this. */
const shortestPauseMs = 1_000

/** The overview as it is, then again whenever it has changed, until the signal aborts. */
export async function* watchOverview(deps: OverviewDeps, signal?: AbortSignal): AsyncGenerator<Overview, void> {
  const changes = watchChanges(deps.database, signal)
  let shown = ''
  try {
    while (!signal?.aborted) {
      const overview = await getOverview(deps)
      const text = JSON.stringify(overview)
      if (text !== shown) yield overview
      shown = text
      await changes.next(5 * shortestPauseMs)
      await delay(shortestPauseMs, undefined, signal && { signal }).catch(() => {})
    }
  } finally {
    changes.close()
  }
}
