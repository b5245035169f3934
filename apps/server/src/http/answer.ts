import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { kinds } from '@hydraflow/core/contract'
import { type Fault, faultFrom } from '../api/fault.ts'

/**
 * On every answer. Styles may be inline, since components set them at run time; scripts never are. Images may be data
 * URLs, since tabs keep their icons so.
 */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
    "form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** A response that has our headers, whoever writes it, and knows which route answered. */
export class Answer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** For the log: the pattern, never the address itself. */
  route = 'none'
  /** The number of the request, in the log and on the answer. */
  requestId = ''

  /** Node comes through here for every head that it writes. All headers at once are cheaper than one by one. */
  override writeHead(status: number, ...rest: unknown[]): this {
    const reason = typeof rest[0] === 'string' ? rest[0] : undefined
    const headers = rest[reason === undefined ? 0 : 1] as OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined
    const ours = { 'x-request-id': this.requestId, ...securityHeaders }
    const all = Array.isArray(headers) ? [...Object.entries(ours).flat(), ...headers] : { ...ours, ...headers }
    return super.writeHead(status, reason, all)
  }
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
