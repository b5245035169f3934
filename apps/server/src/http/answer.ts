import { ServerResponse, type IncomingMessage } from 'node:http'
import { kinds } from '@hydraflow/core/contract'
import { type Fault, faultFrom } from '../api/fault.ts'

/** A response that knows which route answered, for the log: the pattern, never the address itself. */
export class Answer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  route = 'none'
}

/** What Hono's handlers get from the Node server. */
export interface NodeEnv {
  Bindings: { incoming: IncomingMessage; outgoing: Answer }
}

const statusOfCode = Object.fromEntries(Object.values(kinds).map(({ code, status }) => [code, status]))

export const statusOf = (fault: Fault): number => statusOfCode[fault.code] ?? 500

/** An error as the HTTP twins give it. */
export const faultBody = ({ code, reason, message, details }: Fault): string =>
  JSON.stringify({ error: { code, reason, message, details } })

/** The same error in the shape of tRPC, for requests that were refused before tRPC saw them. */
export const trpcFaultBody = ({ code, reason, message, details }: Fault, httpStatus: number): string =>
  JSON.stringify({ error: { message, code: -32_600, data: { code, httpStatus, reason, details } } })

export function faultResponse(thrown: unknown): Response {
  const fault = faultFrom(thrown)
  return new Response(faultBody(fault), {
    status: statusOf(fault),
    headers: { 'content-type': 'application/json' },
  })
}
