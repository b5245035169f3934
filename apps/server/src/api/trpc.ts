import { initTRPC } from '@trpc/server'
import type { Context } from './context.ts'
import { faultFrom } from './fault.ts'
import type { ErrorShape, ProcedureMeta } from './app-router.ts'

export const heartbeatMs = 15_000

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    errorFormatter({ error, shape }): ErrorShape {
      const { code, reason, message, details } = faultFrom(error)
      return { message, code: shape.code, data: { code, httpStatus: shape.data.httpStatus, reason, details } }
    },
    sse: {
      ping: { enabled: true, intervalMs: heartbeatMs },
      client: { reconnectAfterInactivityMs: 3 * heartbeatMs },
    },
  })

export const { router, procedure } = t
