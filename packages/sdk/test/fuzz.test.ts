import { type Procedure, procedures, reasons } from '@hydraflow/core/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type JsonSchema, brokenInputOf, inputOf } from './arbitrary-input.ts'
import { type ServerUnderTest, forEachServer } from './contract/for-each-server.ts'
import { directoryWith } from './contract/repository.ts'
import { type Call, type Request, requestOf } from './fuzz-doors.ts'

/** Inputs for each procedure on each engine: half as they should be, half broken. More of them, to look longer. */
const runs = Number(process.env['HYDRAFLOW_FUZZ_RUNS'] ?? 40)
/** Another one, to look elsewhere; this one, to find again what was found. */
const seed = Number(process.env['HYDRAFLOW_FUZZ_SEED'] ?? 20_261_122)
/** So many are made, sent and forgotten before the next: all of them at once would fill the memory. */
const runsAtOnce = 30
const callsAtOnce = 10
const longestMs = 2_000
/** So long takes no machine, however busy. */
const hopelessMs = 15_000

interface GeneratedCall extends Call {
  readonly broken: boolean
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly ms: number
}

const declared: [string, Procedure][] = Object.entries(procedures).flatMap(([noun, verbs]) =>
  Object.entries<Procedure>(verbs).map(([verb, procedure]): [string, Procedure] => [`${noun}.${verb}`, procedure]),
)

const inputs = declared.map(([name, procedure]) => {
  const schema = z.toJSONSchema(procedure.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const valid = inputOf(schema).map((input) => ({ body: JSON.stringify(input), broken: false }))
  const broken = brokenInputOf(schema).map((body) => ({ body, broken: true }))
  return fc.oneof(valid, broken).map((input): GeneratedCall => ({ name, declared: procedure, ...input }))
})

/** A number of inputs for each procedure, mixed so that they meet each other's work. */
function generate(count: number, round: number): GeneratedCall[] {
  const options = { numRuns: count, seed: seed + round }
  const calls = inputs.flatMap((input) => fc.sample(input, options))
  return fc.sample(fc.shuffledSubarray(calls, { minLength: calls.length }), { ...options, numRuns: 1 })[0]!
}

async function answerTo({ declared: { kind } }: Call, request: Request, server: ServerUnderTest): Promise<Answer> {
  const startedAt = performance.now()
  const { path, ...init } = request
  const headers = { ...init.headers, authorization: `Bearer ${server.token}` }
  const response = await fetch(server.url + path, { ...init, headers, signal: AbortSignal.timeout(hopelessMs) })
  const live = kind === 'subscription' && response.headers.get('content-type')?.startsWith('text/event-stream')
  const text = await (live ? beginningOf(response) : response.text())
  const failed = live && /"reason":"INTERNAL"/.test(text)
  return { status: failed ? 500 : response.status, text, ms: performance.now() - startedAt }
}

/** A stream goes on; its first event, or its silence, says that the input was taken. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!/event: (serialized-error|return)|\ndata: |^data: /.test(text.replace(/^event: connected\ndata: .*\n/, ''))) {
    const { done, value } = await Promise.race([reader.read(), quiet()])
    if (done) break
    text += value
  }
  await reader.cancel()
  return text
}

const quiet = () =>
  new Promise<{ done: true; value?: undefined }>((resolve) => setTimeout(() => resolve({ done: true }), 300))

/** What is wrong with an answer, or null. */
function faultOf({ status, text }: Answer, { token, dataDir }: ServerUnderTest): string | null {
  if (status >= 500) return `a ${status}`
  if (text.includes(token) || text.includes(dataDir)) return 'a secret in it'
  if (status < 400) return null
  const reason = /"reason":"(\w+)"/.exec(text)?.[1]
  if (reason === undefined || !(reason in reasons)) return 'no reason'
  return text.length > 100_000 ? 'a refusal of many words' : null
}

forEachServer('generated inputs', (server) => {
  const root = directoryWith({ 'a.txt': 'one\n', 'b/c.txt': 'two\n' })

  /** Inputs that are right meet something that is there, also after others have deleted it or made something else of it. */
  const prepare = ({ client }: ServerUnderTest) =>
    Promise.allSettled([
      client.repos.register({ id: 'a', root, checks: [{ name: 'a', command: ['true'] }] }),
      client.threads.create({ id: 'a' }),
      client.tasks.create({ id: 'a', title: 'a' }),
      client.tabs.bindThread({ tabId: 'a' }),
      client.bookmarks.createFolder({ id: 'a', name: 'a' }),
      client.memories.upsert({ id: 'a', scope: 'global', key: 'a', value: 'a' }),
      client.history.record({ url: 'https://a.example/', tabId: 'a' }),
    ])

  const slow: { call: GeneratedCall; request: Request }[] = []
  const failures: string[] = []
  const counts: Record<string, number> = {}

  function complain(fault: string, { name }: Call, { method, path, body }: Request, text: string): void {
    failures.push(`${name}: ${fault}: ${method} ${path.slice(0, 300)} ${body?.slice(0, 300)} -> ${text.slice(0, 200)}`)
  }

  async function ask(call: GeneratedCall, at: number): Promise<void> {
    const request = requestOf(call, at)
    const broken = (error: unknown): Answer => ({ status: 599, text: String(error), ms: 0 })
    const answer = await answerTo(call, request, server).catch(broken)
    const key = `${call.broken ? 'broken' : 'valid'} ${Math.floor(answer.status / 100)}xx`
    counts[key] = (counts[key] ?? 0) + 1
    const fault = faultOf(answer, server)
    if (fault !== null) complain(fault, call, request, answer.text)
    if (answer.ms > longestMs) slow.push({ call, request })
  }

  async function askAll(calls: readonly GeneratedCall[]): Promise<void> {
    let next = 0
    const work = async () => {
      for (let at = next++; at < calls.length; at = next++) await ask(calls[at]!, at)
    }
    await Promise.all(Array.from({ length: callsAtOnce }, work))
  }

  /** Others may have been in the way, of this machine as well: what is slow is so each time. */
  async function askSlowOnesAgain(): Promise<void> {
    for (const { call, request } of slow.splice(0)) {
      const { ms, text } = await answerTo(call, request, server)
      if (ms > longestMs) complain(`${Math.round(ms)} ms`, call, request, text)
    }
  }

  test(`${runs} for each procedure: none gives a 5xx, hangs or is refused without a reason`, {
    timeout: 60_000 + runs * 2_000,
  }, async () => {
    for (let done = 0; done < runs && failures.length === 0; done += runsAtOnce) {
      await prepare(server)
      await askAll(generate(Math.min(runsAtOnce, runs - done), done))
      await askSlowOnesAgain()
    }

    expect(failures.slice(0, 20), `seed ${seed}`).toEqual([])
    expect((await server.request('/api/health')).status).toBe(200)
    console.log(`${server.engine}, seed ${seed}: ${JSON.stringify(counts)}`)
    // Else it would have looked at the first check of the input alone.
    const all = runs * declared.length
    expect(counts['valid 2xx']).toBeGreaterThan(all / 8)
    expect(counts['broken 4xx']).toBeGreaterThan(all / 4)
  })
})
