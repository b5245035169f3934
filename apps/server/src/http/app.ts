import type { Workspace } from '@hydraflow/core'
import { HydraFlowError } from '@hydraflow/core/contract'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { Hono } from 'hono'
import type { Context } from '../api/context.ts'
import { refusalFrom } from '../api/fault.ts'
import { appRouter } from '../api/root.ts'
import type { Logger } from '../logger.ts'
import { type NodeEnv, faultResponse } from './answer.ts'
import { documentationRoutes } from './documentation.ts'
import { fileRoutes } from './files.ts'
import { closedSessionRoutes, openSessionRoutes } from './session.ts'
import type { SignIn } from './sign-in.ts'
import { staticRoutes } from './static.ts'
import { twinRoutes } from './twins.ts'

export interface AppParts {
  readonly context: Context
  readonly uploads: Workspace['uploads']
  readonly signIn: SignIn
  readonly url: string
  readonly secure: boolean
  readonly webRoot: string
  readonly version: string
  readonly logger: Logger
}

const maxBatchSize = 20

/** What anyone may have who passes the gate: the health check, the exchange of a code, the web client's files. */
export function createOpenApp({ context, webRoot, logger, ...session }: AppParts): Hono<NodeEnv> {
  return shell(logger)
    .route(
      '/',
      twinRoutes(context, ({ name }) => name === 'system.health'),
    )
    .route('/', openSessionRoutes(session))
    .route('/', staticRoutes(webRoot))
}

/** What takes the token or a session: everything else. */
export function createClosedApp({ context, uploads, version, logger, ...session }: AppParts): Hono<NodeEnv> {
  return shell(logger)
    .all('/trpc/*', (c) => answerTrpc(c.req.raw, context, c.env.outgoing, logger))
    .route('/', closedSessionRoutes(session))
    .route('/', fileRoutes(uploads))
    .route('/', documentationRoutes(version))
    .route(
      '/',
      twinRoutes(context, ({ name }) => name !== 'system.health'),
    )
}

function shell(logger: Logger): Hono<NodeEnv> {
  return new Hono<NodeEnv>()
    .notFound(() => faultResponse(new HydraFlowError('ROUTE_NOT_FOUND')))
    .onError((error, c) => {
      logBug(logger, error, c.env.outgoing.route)
      return faultResponse(error)
    })
}

function answerTrpc(req: Request, context: Context, outgoing: { route: string }, logger: Logger): Promise<Response> {
  outgoing.route = '/trpc'
  return fetchRequestHandler({
    endpoint: '/trpc',
    req,
    router: appRouter,
    allowMethodOverride: true,
    maxBatchSize,
    createContext: ({ info }) => {
      const [call] = info.calls
      if (call?.procedure) outgoing.route = info.calls.length === 1 ? `/trpc/${call.path}` : '/trpc (batch)'
      return context
    },
    onError: ({ error }) => logBug(logger, error, outgoing.route),
  })
}

/** Errors that a caller can act on are answers; the others are ours, and only the log hears what they say. */
function logBug(logger: Logger, error: unknown, route: string): void {
  const refusal = refusalFrom(error)
  if (refusal.reason === 'INTERNAL') logger.error({ err: refusal.cause ?? error, route }, 'a request failed')
}
