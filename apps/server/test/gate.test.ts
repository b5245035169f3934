import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { twins } from '../src/http/twins.ts'
import { type TestServer, startServer } from '../src/testing.ts'
import { rawBytes, rawRequest, reasonOf } from './raw-request.ts'

let server: TestServer
let host: string
beforeAll(async () => {
  server = await startServer()
  host = new URL(server.url).host
})
afterAll(() => server.stop())

const open = { method: 'GET', path: '/api/health' }
const closed = [
  ...twins
    .map(({ method, route }) => ({ method, path: route.replaceAll(/\{\w+\}/g, 'some-id') }))
    .filter(({ path }) => path !== open.path),
  ...twins.flatMap(({ name }) => ['GET', 'POST'].map((method) => ({ method, path: `/trpc/${name}` }))),
  { method: 'GET', path: '/api/openapi.json' },
  { method: 'GET', path: '/api/docs' },
  { method: 'GET', path: '/api/session' },
  { method: 'DELETE', path: '/api/session' },
  { method: 'POST', path: '/api/session/code' },
  { method: 'POST', path: '/api/imports/uploads' },
  { method: 'GET', path: '/api' },
  { method: 'GET', path: '/api/no-such-thing' },
]
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('without the right token nothing is told and nothing is done', () => {
  test.each(closed)('$method $path', async ({ method, path }) => {
    const wrong = [
      {},
      bearer('x'.repeat(43)),
      bearer(''),
      bearer(`${server.token} `.repeat(2)),
      { authorization: server.token },
      { authorization: `Basic ${server.token}` },
      { 'x-hydraflow-session': server.token },
      { cookie: `hydraflow_${new URL(server.url).port}=a.99999999999999.b`, 'x-hydraflow-session': 'c' },
    ]
    for (const headers of wrong) {
      const answer = await rawRequest(server.url, path, {
        method,
        headers: { host, ...headers } as Record<string, string>,
      })
      expect([answer.status, reasonOf(answer)]).toEqual([401, 'UNAUTHORIZED'])
    }
    const inAddress = await rawRequest(server.url, `${path}?token=${server.token}`, { method, headers: { host } })
    expect(inAddress.status).toBe(401)
  })
})

describe('a foreign Host or Origin is refused, whatever else is right', () => {
  test.each([...closed, open, { method: 'GET', path: '/' }, { method: 'POST', path: '/api/session' }])(
    '$method $path',
    async ({ method, path }) => {
      const port = Number(new URL(server.url).port)
      const hosts = [
        'evil.example',
        `evil.example:${port}`,
        `127.0.0.1:${port + 1}`,
        '127.0.0.1',
        `127.0.0.1.:${port}`,
        `2130706433:${port}`,
      ]
      for (const foreign of hosts) {
        const answer = await rawRequest(server.url, path, {
          method,
          headers: { ...bearer(server.token), host: foreign },
        })
        expect([answer.status, reasonOf(answer)]).toEqual([403, 'HOST_NOT_ALLOWED'])
      }
      const origins = [
        'null',
        'http://evil.example',
        `https://127.0.0.1:${port}`,
        `http://127.0.0.1:${port + 1}`,
        `http://127.0.0.1:${port}.evil.example`,
        '',
      ]
      for (const origin of origins) {
        const answer = await rawRequest(server.url, path, {
          method,
          headers: { ...bearer(server.token), host, origin },
        })
        expect([answer.status, reasonOf(answer)]).toEqual([403, 'ORIGIN_NOT_ALLOWED'])
      }
    },
  )
})

test('every name of this machine is answered to, and pages served from it may call', async () => {
  const { port } = new URL(server.url)
  for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) {
    const headers = { ...bearer(server.token), host: `${name}:${port}`, origin: `http://${name.toLowerCase()}:${port}` }
    expect(await rawRequest(server.url, '/api/threads', { headers })).toMatchObject({ status: 200 })
  }
})

describe('forms are refused, also by tRPC', () => {
  const types = [
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/octet-stream',
  ]
  const paths = ['/api/threads', '/trpc/threads.create', '/api/history', '/trpc/threads.create?batch=1']
  test.each(paths.flatMap((path) => types.map((type) => ({ path, type }))))(
    '$type to $path',
    async ({ path, type }) => {
      const headers = { ...bearer(server.token), host, 'content-type': type }
      const answer = await rawRequest(server.url, path, { method: 'POST', headers, body: '{"title":"from a form"}' })
      expect([answer.status, reasonOf(answer)]).toEqual([400, 'JSON_REQUIRED'])
      expect(await (await server.request('/api/threads')).json()).toEqual({ items: [], nextCursor: null })
    },
  )
})

describe('addresses that routers and gates may read differently lead nowhere', () => {
  const paths = [
    '/%61pi/threads',
    '//api/threads',
    '/./api/threads',
    '/assets/../api/threads',
    '/assets/%2e%2e/api/threads',
    '/api%2fthreads',
    '/API/threads',
    '/\\api/threads',
    '/x/..;/api/threads',
    '/trpc%2Fthreads.list',
    '/assets/..%2fapi/threads',
  ]
  test.each(paths)('%s', async (path) => {
    const answer = await rawRequest(server.url, path, { headers: { host } })
    expect(answer.body).not.toContain('nextCursor')
    expect(answer.status).toBeLessThan(500)
  })

  test('an address with a host in it', async () => {
    const answer = await rawBytes(
      server.url,
      `GET http://evil.example/api/threads HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
  })
})

describe('odd requests get a clear answer', () => {
  test.each([
    ['no host', 'GET /api/health HTTP/1.1\r\nconnection: close\r\n\r\n'],
    ['two hosts', 'GET /api/health HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n'],
    ['not HTTP', 'hello\r\n\r\n'],
    ['huge headers', `GET /api/health HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`],
    ['a control character in the address', 'GET /\u0001 HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['a made-up method', 'HELLO / HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['two lengths', 'POST /api/threads HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}'],
  ])('%s', async (_, bytes) => {
    expect(await rawBytes(server.url, bytes)).toMatch(/^HTTP\/1.1 4\d\d /)
  })

  test.each([
    ['/api/search?q=', 413, 'BODY_TOO_LARGE'],
    ['/trpc/search.query?input=', 413, 'BODY_TOO_LARGE'],
    ['/\u0001', 400, 'INPUT_INVALID'],
  ])('and one with a reason, however much comes behind it: %j', async (path, status, reason) => {
    const bytes = `GET ${path}${'y'.repeat(1_000_000)} HTTP/1.1\r\nhost: ${host}\r\n\r\n`
    const answer = await rawBytes(server.url, bytes)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(reasonOf({ body: answer.split('\r\n\r\n')[1]! })).toBe(reason)
  })

  test('what breaks off in the middle of an answer is no part of it', async () => {
    const stream = `GET /api/jobs/events HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${server.token}\r\n\r\n`
    const answer = await rawBytes(server.url, `${stream}no request\r\n\r\n`)
    expect(answer).not.toContain('INPUT_INVALID')
  })

  test.each(['TRACE', 'OPTIONS', 'PROPFIND', 'HEAD'])('%s', async (method) => {
    for (const path of ['/', '/api/health', '/api/threads', '/trpc/threads.list']) {
      const headers = { host, ...bearer(server.token) }
      expect((await rawRequest(server.url, path, { method, headers })).status).toBeLessThan(500)
    }
  })
})

test('every answer has the headers that keep browsers in bounds, and none that lets another origin in', async () => {
  for (const path of ['/', '/api/health', '/api/threads', '/trpc/threads.list', '/assets/none.js']) {
    const { headers } = await rawRequest(server.url, path, { headers: { host } })
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('names that were allowed are answered to, others are still refused', async () => {
  const other = await startServer({ env: { allowedHosts: 'box.lan, https://hydraflow.example' } })
  const { port } = new URL(other.url)
  const status = async (name: string, origin: string) =>
    (await rawRequest(other.url, '/api/threads', { headers: { ...bearer(other.token), host: name, origin } })).status
  expect(await status(`box.lan:${port}`, `http://box.lan:${port}`)).toBe(200)
  expect(await status('hydraflow.example', 'https://hydraflow.example')).toBe(200)
  expect(await status('hydraflow.example', 'http://hydraflow.example')).toBe(403)
  expect(await status('box.lan', 'http://box.lan')).toBe(403)
  await other.stop()
})
