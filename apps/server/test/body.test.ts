import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refuseHeavyJson } from '../src/http/body.ts'
import { type TestServer, startServer } from '../src/testing.ts'
import { rawRequest, reasonOf } from './raw-request.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const post = (path: string, body: string | Buffer, more: Record<string, string> = {}) =>
  rawRequest(server.url, path, {
    method: 'POST',
    body,
    headers: {
      host: new URL(server.url).host,
      authorization: `Bearer ${server.token}`,
      'content-type': 'application/json',
      ...more,
    },
  })

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('how deep JSON may be', () => {
  test.each([
    [64, false],
    [65, true],
    [100_000, true],
  ])('%i levels: refused is %s', (depth, refused) => {
    const look = () => refuseHeavyJson(Buffer.from(nested(depth)))
    if (refused) expect(look).toThrow('nested too deeply')
    else expect(look).not.toThrow()
  })

  test('brackets in texts do not count, whatever is escaped in them', () => {
    const texts = ['['.repeat(200), `\\"${'{'.repeat(200)}`, `"${'['.repeat(200)}`, '\\', `${'['.repeat(100)}\\\\`]
    expect(() => refuseHeavyJson(Buffer.from(JSON.stringify(texts)))).not.toThrow()
  })

  test.each(['/api/threads', '/trpc/threads.create'])('%s', async (path) => {
    const answer = await post(path, `{"metadata":{"a":${nested(70)}}}`)
    expect([answer.status, reasonOf(answer)]).toEqual([400, 'JSON_TOO_DEEP'])
  })

  test('also in the address of a query', async () => {
    const path = `/trpc/threads.list?input=${encodeURIComponent(`{"limit":${nested(70)}}`)}`
    expect(await (await server.request(path)).json()).toMatchObject({ error: { data: { reason: 'JSON_TOO_DEEP' } } })
  })
})

describe('how many values JSON may hold', () => {
  const list = (length: number) => `[${Array.from({ length }, () => '0').join(',')}]`
  const keys = (length: number) => `{${Array.from({ length }, (_, at) => `"${at}":0`).join(',')}}`

  test('commas in texts do not count', () => {
    expect(() => refuseHeavyJson(Buffer.from(JSON.stringify([','.repeat(200_000)])))).not.toThrow()
  })

  test.each(['/api/threads', '/trpc/threads.create'])('%s', async (path) => {
    const within = await post(path, `{"metadata":{"a":${list(99_000)}}}`)
    expect([within.status, reasonOf(within)]).toEqual([400, 'INPUT_INVALID'])
    for (const many of [list(100_000), keys(100_000), `[${'{},'.repeat(50_000)}{}]`]) {
      const answer = await post(path, `{"metadata":{"a":${many}}}`)
      expect([answer.status, reasonOf(answer)]).toEqual([413, 'JSON_TOO_MANY_VALUES'])
    }
  })

  test('more in a patch, but not any number', async () => {
    const answers = [100_000, 200_000].map((many) =>
      post('/api/repo/x/propose_patch', `{"patch":"x","expectedSha256":${keys(many)}}`),
    )
    expect((await Promise.all(answers)).map(reasonOf)).toEqual(['INPUT_INVALID', 'JSON_TOO_MANY_VALUES'])
  })
})

describe('how large a body may be', () => {
  const big = Buffer.alloc(8 * 1024 * 1024 + 1, 0x20)

  test.each(['/api/threads', '/trpc/threads.create'])('with its length told: %s', async (path) => {
    const answer = await post(path, big)
    expect([answer.status, reasonOf(answer)]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  test('without', async () => {
    const answer = await post('/api/threads', big, { 'transfer-encoding': 'chunked' })
    expect([answer.status, reasonOf(answer)]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  test('what just fits is read', async () => {
    const answer = await post('/api/threads', JSON.stringify({ title: 'x'.repeat(8 * 1024 * 1024 - 100) }))
    expect([answer.status, reasonOf(answer)]).toEqual([400, 'INPUT_INVALID'])
  })
})

describe('what is not JSON', () => {
  test.each(['{', '', 'null', '[]', '"x"', '{"title":"a"}x', '\u0000', '{"a":NaN}'])('%j', async (body) => {
    const answers = [await post('/api/threads/x/messages', body), await post('/trpc/messages.append', body)]
    for (const answer of answers) expect([answer.status, reasonOf(answer)]).toEqual([400, 'INPUT_INVALID'])
  })

  test('compressed bodies are not read', async () => {
    expect(reasonOf(await post('/api/threads', '{}', { 'content-encoding': 'gzip' }))).toBe('JSON_REQUIRED')
  })
})

describe('batches', () => {
  const batch = (size: number) =>
    post(
      `/trpc/${Array.from({ length: size }, () => 'threads.list').join(',')}?batch=1`,
      JSON.stringify(Object.fromEntries(Array.from({ length: size }, (_, at) => [at, {}]))),
    )

  test('20 calls fit', async () => {
    const answer = await batch(20)
    expect([answer.status, (JSON.parse(answer.body) as unknown[]).length]).toEqual([200, 20])
  })

  test('21 do not', async () => {
    const answer = await batch(21)
    expect([answer.status, reasonOf(answer)]).toEqual([400, 'BATCH_TOO_LARGE'])
  })
})
