import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { staticRoutes } from '../src/http/static.ts'
import { type TestServer, startServer, temporaryDirectory } from '../src/testing.ts'
import { rawRequest, reasonOf } from './raw-request.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

describe('an upload', () => {
  const upload = (headers: Record<string, string>, body: string | Buffer) =>
    rawRequest(server.url, '/api/imports/uploads', {
      method: 'POST',
      body,
      headers: {
        host: new URL(server.url).host,
        authorization: `Bearer ${server.token}`,
        'content-type': 'application/octet-stream',
        ...headers,
      },
    })

  test('may be larger than any JSON', async () => {
    const answer = await upload(
      { 'x-file-name': encodeURIComponent('Verläufe 2026.db') },
      Buffer.alloc(9 * 1024 * 1024),
    )
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({
      id: expect.any(String),
      name: 'Verläufe 2026.db',
      bytes: 9 * 1024 * 1024,
    })
  })

  test.each(['', '%', '%00', 'x'.repeat(300)])('needs a name, not %j', async (name) => {
    const answer = await upload({ 'x-file-name': name }, 'x')
    expect([answer.status, reasonOf(answer)]).toEqual([400, 'INPUT_INVALID'])
  })

  test('that breaks off leaves the server well', async () => {
    const { host, hostname, port } = new URL(server.url)
    const head = `POST /api/imports/uploads HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${server.token}\r\n`
    const socket = connect(Number(port), hostname)
    socket.write(`${head}content-type: application/octet-stream\r\nx-file-name: x\r\ncontent-length: 1000\r\n\r\nhalf`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    expect((await server.request('/api/health')).status).toBe(200)
    expect((await upload({ 'x-file-name': 'y' }, 'whole')).status).toBe(200)
  })

  test('is bytes, not a form', async () => {
    const answer = await upload({ 'x-file-name': 'x', 'content-type': 'multipart/form-data; boundary=x' }, 'x')
    expect([answer.status, reasonOf(answer)]).toEqual([400, 'INPUT_INVALID'])
  })
})

describe('the web client', () => {
  const parent = temporaryDirectory()
  const root = join(parent, 'dist')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(parent, 'secret.txt'), 'secret')
  writeFileSync(join(root, 'index.html'), '<!doctype html>home')
  writeFileSync(join(root, '.hidden'), 'secret')
  writeFileSync(join(root, 'assets', 'main-abc.js'), 'run()')
  const routes = staticRoutes(root).onError(() => new Response(null, { status: 404 }))
  const get = async (path: string) => {
    const response = await routes.request(`http://localhost${path}`, {}, { outgoing: {} })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      cache: response.headers.get('cache-control'),
      text: await response.text(),
    }
  }

  test('assets are kept for good, pages are asked for again', async () => {
    expect(await get('/assets/main-abc.js')).toEqual({
      status: 200,
      type: 'text/javascript; charset=utf-8',
      cache: 'public, max-age=31536000, immutable',
      text: 'run()',
    })
    expect(await get('/threads/some-id')).toEqual({
      status: 200,
      type: 'text/html; charset=utf-8',
      cache: 'no-cache',
      text: '<!doctype html>home',
    })
  })

  test('an asset that is not there is not found', async () => {
    expect(
      (await rawRequest(server.url, '/assets/none.js', { headers: { host: new URL(server.url).host } })).status,
    ).toBe(404)
  })

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/.hidden',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/main-abc.js%00.txt',
  ])('nothing outside it is served: %s', async (path) => {
    expect((await get(path)).text).not.toContain('secret')
  })
})
