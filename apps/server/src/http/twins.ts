import { HydraFlowError, type Noun, type Procedure, procedures } from '@hydraflow/core/contract'
import { callTRPCProcedure, isTrackedEnvelope } from '@trpc/server'
import { type Context as Exchange, Hono } from 'hono'
import type { Context } from '../api/context.ts'
import { appRouter } from '../api/root.ts'
import type { NodeEnv } from './answer.ts'
import { type StreamEvent, eventStream } from './events.ts'
import { pathOf } from './gate.ts'
import { fieldsOf, inputFromBody, inputFromQuery, joinPath } from './twin-input.ts'

/** A procedure and where it is found. */
export interface Twin {
  /** `threads.get` */
  readonly name: string
  readonly noun: Noun
  readonly declared: Procedure
  readonly method: string
  /** `/api/threads/{id}` */
  readonly route: string
}

/** Every procedure with its route, fixed paths before those with a parameter in the same place. */
export const twins: readonly Twin[] = Object.entries(procedures)
  .flatMap(([noun, verbs]: [string, Record<string, Procedure>]) =>
    Object.entries(verbs).map(([verb, declared]): Twin => {
      const [method, route] = declared.http.split(' ') as [string, string]
      return { name: `${noun}.${verb}`, noun: noun as Noun, declared, method, route }
    }),
  )
  .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))

function sortKey({ route, method }: Twin): string {
  return `${route.replaceAll(/\{\w+\}/g, '\uffff')} ${method}`
}

/** The names in braces. */
export const parametersOf = (route: string): string[] => [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)

/** Mounts every twin that `choose` picks. A twin calls its procedure through tRPC, so both doors do and say the same. */
export function twinRoutes(context: Context, choose: (twin: Twin) => boolean): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>()
  for (const twin of twins.filter(choose)) {
    const path = twin.route.replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(twin.method, path, handlerOf(twin, context))
  }
  return app
}

function handlerOf(twin: Twin, ctx: Context): (c: Exchange<NodeEnv>) => Promise<Response> {
  const { declared, route, name } = twin
  const readInput = inputReader(twin)
  const call = async (c: Exchange<NodeEnv>, signal: AbortSignal) => {
    const input = await readInput(c)
    return callTRPCProcedure({
      router: appRouter,
      path: name,
      type: declared.kind,
      ctx,
      getRawInput: async () => input,
      signal,
      batchIndex: 0,
    })
  }
  if (declared.kind === 'subscription')
    return async (c) => {
      c.env.outgoing.route = route
      return eventStream(async (signal) => streamEventsOf(await call(c, signal)))
    }
  return async (c) => {
    c.env.outgoing.route = route
    const answer = await call(c, c.req.raw.signal)
    return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } })
  }
}

function inputReader({ declared, route, method }: Twin): (c: Exchange<NodeEnv>) => Promise<Record<string, unknown>> {
  const fields = fieldsOf(declared)
  const parameters = parametersOf(route)
  const inPath = (c: Exchange<NodeEnv>) => {
    refuseBrokenEscapes(c.req.url)
    return Object.fromEntries(parameters.map((parameter) => [parameter, c.req.param(parameter) ?? '']))
  }
  const inQuery = (c: Exchange<NodeEnv>) => inputFromQuery(new URL(c.req.url).searchParams, fields)
  if (declared.kind === 'subscription')
    return async (c) => {
      const lastEventId = c.req.header('last-event-id')
      return { ...(lastEventId !== undefined && 'lastEventId' in fields && { lastEventId }), ...inQuery(c) }
    }
  if (method === 'GET') return async (c) => joinPath(inPath(c), inQuery(c))
  return async (c) => {
    const body = inputFromBody(await c.req.text())
    const rest = method === 'DELETE' ? joinPath(inQuery(c) as Record<string, string>, body) : body
    return joinPath(inPath(c), rest)
  }
}

/** Hono leaves what it cannot decode as it is; a broken escape is no address of ours. */
function refuseBrokenEscapes(url: string): void {
  if (/%(?![0-9a-f]{2})/i.test(pathOf(url))) throw new HydraFlowError('ROUTE_NOT_FOUND')
}

async function* streamEventsOf(answer: unknown): AsyncGenerator<StreamEvent> {
  for await (const event of answer as AsyncIterable<unknown>)
    yield isTrackedEnvelope(event) ? { id: event[0], data: event[1] } : { data: event }
}
