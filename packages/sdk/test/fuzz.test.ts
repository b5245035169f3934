import { type Procedure, procedures } from '@hydraflow/core/contract'
import { type TestServer, startServer } from '@hydraflow/server/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { directoryWith } from './contract/repository.ts'
import { type JsonSchema, brokenInputOf, inputOf } from './arbitrary-input.ts'

const inputs = 10_000
const atOnce = 10
const longestMs = 10_000
/** Another one, to look elsewhere; this one, to find again what was found. */
const seed = Number(process.env['HYDRAFLOW_FUZZ_SEED'] ?? 20_261_122)

interface Call {
  readonly name: string
  readonly declared: Procedure
  readonly body: string
  readonly broken: boolean
}

const declared: [string, Procedure][] = Object.entries(procedures).flatMap(([noun, verbs]) =>
  Object.entries<Procedure>(verbs).map(([verb, procedure]): [string, Procedure] => [`${noun}.${verb}`, procedure]),
)

/** As many inputs for each procedure, half as they should be, half broken; mixed, so that they meet each other's work. */
function generate(): Call[] {
  const each = Math.ceil(inputs / declared.length / 2)
  const calls = declared.flatMap(([name, procedure]) => {
    const schema = z.toJSONSchema(procedure.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
    const valid = fc
      .sample(inputOf(schema), { numRuns: each, seed })
      .map((input) => ({ body: JSON.stringify(input), broken: false }))
    const broken = fc.sample(brokenInputOf(schema), { numRuns: each, seed }).map((body) => ({ body, broken: true }))
    return [...valid, ...broken].map((input): Call => ({ name, declared: procedure, ...input }))
  })
  return fc.sample(fc.shuffledSubarray(calls, { minLength: calls.length }), { numRuns: 1, seed })[0]!
}

let server: TestServer
beforeAll(async () => {
  // What goes wrong inside is what this test looks for; the log need not repeat it.
  server = await startServer({ env: { logLevel: 'silent' } })
  // Inputs that are right meet something that is there.
  await server.request('/api/repo', { json: { id: 'a', root: directoryWith({ 'a.txt': 'one\n' }) } })
})
afterAll(() => server.stop())

/** By tRPC, and every other one by its HTTP twin where the input fits into one. */
function requestOf({ name, declared: { kind, http }, body }: Call, at: number): [path: string, init: RequestInit] {
  const [method, route] = http.split(' ') as [string, string]
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
  if (at % 2 === 0 && method !== 'GET') {
    const path = route.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(fieldOf(body, field)))
    return [path, { method, headers, body }]
  }
  if (kind !== 'subscription') return [`/trpc/${name}`, { method: 'POST', headers, body }]
  return [`/trpc/${name}?input=${encodeURIComponent(body.toWellFormed())}`, { headers }]
}

function fieldOf(body: string, field: string): string {
  try {
    const value = (JSON.parse(body) as Record<string, unknown>)[field]
    return typeof value === 'string' && value.isWellFormed() && value.length < 1_000 ? value || 'x' : 'x'
  } catch {
    return 'x'
  }
}

async function answerTo(call: Call, at: number): Promise<{ status: number; text: string }> {
  const [path, init] = requestOf(call, at)
  const response = await fetch(server.url + path, { ...init, signal: AbortSignal.timeout(longestMs) })
  if (call.declared.kind !== 'subscription' || !response.ok)
    return { status: response.status, text: await response.text() }
  // A stream goes on; its beginning says whether the input was taken.
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!/event: (serialized-error|return)|\ndata: |^data: /.test(text.replace(/^event: connected\ndata: .*\n/, ''))) {
    const { done, value } = await Promise.race([reader.read(), quiet()])
    if (done) break
    text += value
  }
  await reader.cancel()
  return { status: text.includes('"httpStatus":500') ? 500 : 200, text }
}

const quiet = () =>
  new Promise<{ done: true; value?: undefined }>((resolve) => setTimeout(() => resolve({ done: true }), 300))

test(`no input of ${inputs} gives a 5xx or hangs`, { timeout: 600_000 }, async () => {
  const calls = generate()
  const failures: string[] = []
  const counts: Record<string, number> = {}
  let next = 0
  const work = async () => {
    for (let at = next++; at < calls.length; at = next++) {
      const call = calls[at]!
      const { status, text } = await answerTo(call, at).catch((error: unknown) => ({
        status: 599,
        text: String(error),
      }))
      const key = `${call.broken ? 'broken' : 'valid'} ${Math.floor(status / 100)}xx`
      counts[key] = (counts[key] ?? 0) + 1
      if (status >= 500) failures.push(`${call.name} ${status} ${call.body.slice(0, 300)} -> ${text.slice(0, 200)}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))

  expect(failures.slice(0, 20), `seed ${seed}`).toEqual([])
  expect((await server.request('/api/health')).status).toBe(200)
  console.log(`seed ${seed}: ${calls.length} inputs, ${JSON.stringify(counts)}`)
  // Else it would have looked at the first check of the input alone.
  expect(counts['valid 2xx']).toBeGreaterThan(inputs / 8)
  expect(counts['broken 4xx']).toBeGreaterThan(inputs / 4)
})
