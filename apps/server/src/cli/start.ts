import type { Config } from '../config/config.ts'
import { widenThreadPool } from '../config/env.ts'
import { openServer } from '../server.ts'

/** Runs the server until a signal stops it. */
export async function start(config: Config): Promise<void> {
  widenThreadPool()
  const server = await openServer(config)
  stopOnSignal(() => server.stop())
  process.stdout.write(
    `HydraFlow listens on ${server.url}\nYour data is in ${config.dataDir}\nOpen this link within ten minutes to sign in:\n${server.signInUrl}\n`,
  )
}

const samePressMs = 1_000

/**
 * The first signal stops in order, a later one at once. One press of Ctrl-C may come twice: from the terminal to the whole
 * group, and again from the script that started us, which passes it on.
 */
function stopOnSignal(stop: () => Promise<void>): void {
  let stoppingSince: number | undefined
  const onSignal = () => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > samePressMs) process.exit(1)
      return
    }
    stoppingSince = performance.now()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`HydraFlow did not stop cleanly: ${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}
