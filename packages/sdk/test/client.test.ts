import { startServer, type TestServer } from '@hydraflow/server/testing'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { createClient as createBrowserClient } from '../src/index.ts'
import {
  type Client,
  type HydraFlowError,
  type ListedVisit,
  type Thread,
  createClient,
  isHydraFlowError,
  listAll,
} from '../src/node.ts'

let server: TestServer
let client: Client
beforeAll(async () => {
  server = await startServer()
  client = createClient({ url: server.url, token: server.token })
})
afterAll(async () => {
  client.close()
  await server.stop()
})

const errorOf = async (promise: Promise<unknown>): Promise<HydraFlowError> => {
  const error: unknown = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  )
  if (isHydraFlowError(error)) return error
  throw error
}

describe.each([
  ['in Node', () => client],
  ['in a browser', () => createBrowserClient({ url: server.url, token: server.token })],
])('%s', (_, clientOf) => {
  test('nouns and verbs are those of the workspace', async () => {
    const { threads, messages, overview } = clientOf()
    const thread = await threads.create({ title: 'Buying a bike' })
    expectTypeOf(thread).toEqualTypeOf<Thread>()
    await messages.append({ threadId: thread.id, role: 'user', content: 'Which one?' })
    expect(await threads.get({ id: thread.id })).toMatchObject({ title: 'Buying a bike', messageCount: 1 })
    expect((await overview.get()).counts.threads).toBeGreaterThan(0)
  })

  test('a failure is an error with reason, kind and details', async () => {
    const missing = await errorOf(clientOf().threads.get({ id: 'none' }))
    expect([missing.reason, missing.kind]).toEqual(['THREAD_NOT_FOUND', 'not_found'])
    const invalid = await errorOf(clientOf().tasks.create({ title: '' }))
    expect([invalid.reason, invalid.kind, invalid.details]).toEqual([
      'INPUT_INVALID',
      'invalid',
      { issues: [{ path: 'title', message: expect.any(String) }] },
    ])
    expect(invalid.message).toMatch(/^title: /)
  })

  test('a wrong token is said so', async () => {
    const stranger =
      _ === 'in Node'
        ? createClient({ url: server.url, token: 'wrong' })
        : createBrowserClient({ url: server.url, token: 'wrong' })
    expect((await errorOf(stranger.threads.list())).reason).toBe('UNAUTHORIZED')
    expect((await errorOf(stranger.jobs.watch()[Symbol.asyncIterator]().next())).reason).toBe('UNAUTHORIZED')
  })

  test('many calls at once all get their answers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_empty, at) => clientOf().threads.list({ limit: (at % 50) + 1 })),
    )
    expect(answers).toHaveLength(100)
  })

  test('a large input of a query is no matter', async () => {
    const { items } = await clientOf().search.query({ q: 'ü'.repeat(1_000) })
    expect(items).toEqual([])
  })

  test('a file is uploaded, whatever it comes as', async () => {
    const bytes = new Uint8Array(300_000).fill(7)
    async function* chunks() {
      yield bytes.subarray(0, 100_000)
      yield bytes.subarray(100_000)
    }
    for (const file of [new Blob([bytes]), new Blob([bytes]).stream(), chunks()])
      expect(await clientOf().imports.upload(file, { name: 'Verlauf ü.db' })).toEqual({
        id: expect.any(String),
        name: 'Verlauf ü.db',
        bytes: 300_000,
      })
  })
})

describe('what ends a call early', () => {
  const silent = () =>
    createClient({
      url: server.url,
      token: server.token,
      timeoutMs: 50,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) =>
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
        ),
    })

  test('the clock', async () => {
    expect(await errorOf(silent().threads.list())).toMatchObject({ reason: 'TIMEOUT', details: { timeoutMs: 50 } })
    expect((await errorOf(silent().imports.upload(new Blob(['x']), { name: 'x', timeoutMs: 50 }))).reason).toBe(
      'TIMEOUT',
    )
    expect((await errorOf(silent().jobs.watch()[Symbol.asyncIterator]().next())).reason).toBe('TIMEOUT')
  })

  test('the caller', async () => {
    const controller = new AbortController()
    const ended = errorOf(silent().threads.list({}, { signal: controller.signal, timeoutMs: 10_000 }))
    controller.abort()
    expect((await ended).reason).toBe('CANCELLED')
    expect((await errorOf(client.threads.list({}, { signal: AbortSignal.abort() }))).reason).toBe('CANCELLED')
  })

  test('the closing of the client', async () => {
    const closing = silent()
    const ended = errorOf(closing.threads.list({}, { timeoutMs: 10_000 }))
    closing.close()
    expect((await ended).reason).toBe('CANCELLED')
  })

  test('one call of a batch that gives up does not wait for the others', async () => {
    const together = createBrowserClient({ url: server.url, token: server.token })
    const controller = new AbortController()
    const [given, other] = [errorOf(together.threads.list({}, { signal: controller.signal })), together.threads.list()]
    controller.abort()
    expect((await given).reason).toBe('CANCELLED')
    expect((await other).items).toBeInstanceOf(Array)
  })
})

describe('a server that is not there', () => {
  test('is said so', async () => {
    const lonely = createClient({ url: 'http://127.0.0.1:9', token: 'x' })
    const error = await errorOf(lonely.threads.list())
    expect([error.reason, error.kind, error.details]).toEqual([
      'SERVER_UNREACHABLE',
      'unavailable',
      { url: 'http://127.0.0.1:9' },
    ])
    expect((await errorOf(lonely.jobs.watch()[Symbol.asyncIterator]().next())).reason).toBe('SERVER_UNREACHABLE')
  })

  test('so is something else in its place', async () => {
    const fetch = async () => new Response('<h1>Hello</h1>', { status: 502 })
    const elsewhere = createClient({ url: 'http://127.0.0.1:9', token: 'x', fetch })
    expect((await errorOf(elsewhere.threads.list())).reason).toBe('SERVER_UNREACHABLE')
    expect((await errorOf(elsewhere.imports.upload(new Blob(), { name: 'x' }))).reason).toBe('SERVER_UNREACHABLE')
  })

  test('a reason of a newer server is kept', async () => {
    const body = {
      error: { message: 'The moon is full.', code: -1, data: { reason: 'MOON_FULL', details: { phase: 1 } } },
    }
    const newer = createClient({
      url: 'http://127.0.0.1:9',
      token: 'x',
      fetch: async () => Response.json(body, { status: 409 }),
    })
    expect(await errorOf(newer.threads.list())).toMatchObject({
      reason: 'INTERNAL',
      message: 'The moon is full.',
      details: { reason: 'MOON_FULL', phase: 1 },
    })
  })
})

test('listAll walks every page of a list, with its types', async () => {
  for (let at = 0; at < 7; at++) await client.history.record({ url: `https://walk.example/${at}` })
  await client.history.record({ url: 'https://other.example/' })
  const urls: string[] = []
  for await (const visit of listAll(client.history.list, { host: 'walk.example', limit: 3 })) {
    expectTypeOf(visit).toEqualTypeOf<ListedVisit>()
    urls.push(visit.url)
  }
  expect(urls.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6].map((at) => `https://walk.example/${at}`))
  // @ts-expect-error lists of visits know no such filter
  void listAll(client.history.list, { colour: 'red' })
})

test('in a browser the session takes the place of the token', async () => {
  const code = new URL(server.signInUrl).hash.replace('#code=', '')
  const answer = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
  const { secret } = (await answer.json()) as { secret: string }
  let kept: string | null = secret
  const browser = createBrowserClient({
    url: server.url,
    session: { secret: () => kept },
    fetch: (url, init) => fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } }),
  })
  expect((await browser.threads.list()).items).toBeInstanceOf(Array)
  kept = null
  expect((await errorOf(browser.threads.list())).reason).toBe('UNAUTHORIZED')
})
