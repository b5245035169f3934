import type { Procedure } from '@hydraflow/core/contract'

/** An input as JSON text, for a procedure. */
export interface Call {
  readonly name: string
  readonly declared: Procedure
  readonly body: string
}

/** One way to send it. */
export interface Request {
  readonly path: string
  readonly method: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

type Door = (call: Call) => Request

const json = { 'content-type': 'application/json' }
/** What an address may hold before Node refuses all of it: longer ones say nothing of us. */
const longestAddress = 12_000

const trpc: Door = ({ name, body }) => ({ path: `/trpc/${name}`, method: 'POST', headers: json, body })

const trpcAddress: Door = ({ name, body }) => ({ path: `/trpc/${name}?input=${escaped(body)}`, method: 'GET' })

/** Path parameters come from the input; the rest is a body, or a query string where a twin takes one. */
const twin: Door = (call) => {
  const [method, route] = call.declared.http.split(' ') as [string, string]
  const fields = fieldsIn(call.body)
  const path = route.replaceAll(/\{(\w+)\}/g, (_, field: string) => escaped(fields[field]).slice(0, 1_000) || 'x')
  if (method === 'GET') return { path: `${path}?${queryFrom(fields, route)}`, method }
  return { path, method, headers: json, body: call.body }
}

/** What HTTP allows and no client of ours sends. */
const oddities: readonly Door[] = [
  (call) => ({ ...trpc(call), headers: { 'content-type': 'text/plain' } }),
  (call) => ({ ...trpc(call), headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
  (call) => ({ ...trpc(call), headers: { ...json, 'content-encoding': 'gzip' } }),
  (call) => ({ ...trpc(call), path: `/trpc/${call.name},threads.list?batch=1` }),
  (call) => ({ ...twin(call), method: 'PUT', headers: json, body: call.body }),
  ...['%00', '%ff', '%ed%a0%80', '%', '%2f', '%25%30%30', '__proto__', ';', '%0d%0a'].map(
    (part): Door =>
      (call) => ({
        ...twin(call),
        path: call.declared.http.split(' ')[1]!.replaceAll(/\{\w+\}/g, part),
      }),
  ),
  ...['limit=1&limit=2', '__proto__=x', '%ff=%ff', 'limit=1e400', 'cursor=%00', '=&&='].map(
    (query): Door =>
      (call) => {
        const request = twin(call)
        return { ...request, path: `${request.path}${request.path.includes('?') ? '&' : '?'}${query}` }
      },
  ),
]

/** The call as the `at`th of many is sent: by each door in turn, and now and then by an odd one. */
export function requestOf(call: Call, at: number): Request {
  const odd = at % 10 === 9 ? oddities[Math.floor(at / 10) % oddities.length]!(call) : undefined
  // tRPC subscribes by GET alone.
  const live = call.declared.kind === 'subscription'
  const request = odd ?? [twin, live ? trpcAddress : trpc, trpcAddress][at % 3]!(call)
  return request.path.length <= longestAddress ? request : trpc(call)
}

const escaped = (value: unknown): string =>
  encodeURIComponent((typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed())

function fieldsIn(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>
  } catch {
    return { broken: body }
  }
}

const queryFrom = (fields: Record<string, unknown>, route: string): string =>
  Object.entries(fields)
    .filter(([name]) => !route.includes(`{${name}}`))
    .flatMap(([name, value]) => [value].flat().map((one) => `${escaped(name)}=${escaped(one)}`))
    .join('&')
