import type { IncomingMessage, RequestListener } from 'node:http'
import { HydraFlowError } from '@hydraflow/core/contract'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { faultFrom } from '../api/fault.ts'
import type { Logger } from '../logger.ts'
import { type Answer, type NodeEnv, faultBody, faultResponse, statusOf, trpcFaultBody } from './answer.ts'
import { hasBody, readJsonBody, refuseHeavyJson } from './body.ts'
import { type Gate, pathOf } from './gate.ts'
import { uploadPath } from './files.ts'

interface Parts {
  readonly gate: Gate
  /** What needs no sign-in. */
  readonly open: Hono<NodeEnv>
  /** What does. */
  readonly closed: Hono<NodeEnv>
  readonly logger: Logger
}

/** The way of a request: headers for its answer, the gate, the body within its bounds, then one of the two apps. */
export function createListener({
  gate,
  open,
  closed,
  logger,
}: Parts): RequestListener<typeof IncomingMessage, typeof Answer> {
  const errorHandler = (error: unknown) => {
    if ((error as Error).name !== 'RequestError') logger.error({ err: error }, 'a request failed')
    return faultResponse((error as Error).name === 'RequestError' ? new HydraFlowError('ROUTE_NOT_FOUND') : error)
  }
  const doors = {
    open: getRequestListener(open.fetch, { errorHandler }),
    closed: getRequestListener(closed.fetch, { errorHandler }),
  }
  // Hono builds its routes at the first match: here, where nobody waits for it.
  for (const app of [open, closed]) app.router.match('GET', '/')
  let requests = 0

  const pass = async (request: IncomingMessage, answer: Answer) => {
    try {
      const door = gate.admit(request)
      await bound(request)
      await doors[door](request, answer)
    } catch (error) {
      refuse(request, answer, error)
    }
  }
  return (request, answer) => {
    answer.requestId = String(++requests)
    logWhenDone(logger, request, answer)
    void pass(request, answer)
  }
}

/**
 * Reads a JSON body before anyone else does; node-server takes `rawBody` in place of the stream. tRPC has JSON in the
 * address too.
 */
async function bound(request: IncomingMessage & { rawBody?: Buffer }): Promise<void> {
  const url = request.url ?? '/'
  if (pathOf(url) === uploadPath) return
  if (hasBody(request) || (request.method === 'POST' && isTrpc(url))) request.rawBody = await readJsonBody(request)
  else if (isTrpc(url))
    refuseHeavyJson(Buffer.from(new URLSearchParams(url.slice(pathOf(url).length)).get('input') ?? ''))
}

const isTrpc = (url: string): boolean => url.startsWith('/trpc/')

function refuse(request: IncomingMessage, answer: Answer, error: unknown): void {
  if (answer.headersSent) return void answer.destroy()
  const fault = faultFrom(error)
  const status = statusOf(fault)
  const body = isTrpc(request.url ?? '') ? trpcFaultBody(fault, status) : faultBody(fault)
  // The rest of the body is read and thrown away for a while, else the client would see a broken pipe, not the answer.
  if (!request.readableEnded && hasBody(request)) discard(request, answer)
  answer.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  answer.end(body)
}

function discard(request: IncomingMessage, answer: Answer): void {
  answer.setHeader('connection', 'close')
  request.removeAllListeners('data')
  request.resume()
  const timer = setTimeout(() => request.socket.destroy(), 2_000)
  request.once('close', () => clearTimeout(timer))
}

function logWhenDone(logger: Logger, { method }: IncomingMessage, answer: Answer): void {
  const startedAt = performance.now()
  answer.once('close', () => {
    const { requestId: id, route, statusCode: status } = answer
    const level = status >= 500 ? 'error' : status >= 400 ? 'info' : 'debug'
    if (!logger.isLevelEnabled(level)) return
    logger[level]({ id, method, route, status, ms: Math.round(performance.now() - startedAt) }, 'request')
  })
}
