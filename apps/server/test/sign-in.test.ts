import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { SignIn } from '../src/http/sign-in.ts'
import { type TestServer, runToEnd, startServer, temporaryDirectory } from '../src/testing.ts'
import { rawRequest, reasonOf } from './raw-request.ts'

const dataDir = temporaryDirectory()
let server: TestServer
beforeAll(async () => {
  server = await startServer({ dataDir })
})
afterAll(() => server.stop())

const codeIn = (url: string) => new URL(url).hash.replace('#code=', '')

const send = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
  rawRequest(server.url, path, {
    method,
    headers: {
      host: new URL(server.url).host,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

const redeem = (code: unknown) => send('POST', '/api/session', {}, { code })

async function freshCode(): Promise<string> {
  const response = await server.request('/api/session/code', { method: 'POST' })
  return codeIn(((await response.json()) as { url: string }).url)
}

async function signIn() {
  const answer = await redeem(await freshCode())
  const { secret } = JSON.parse(answer.body) as { secret: string }
  const cookie = answer.headers['set-cookie']![0]!
  return { attributes: cookie, headers: { cookie: cookie.split(';')[0]!, 'x-hydraflow-session': secret } }
}

test('the printed link signs one browser in, once', async () => {
  const code = codeIn(server.signInUrl)
  const first = await redeem(code)
  expect(first.status).toBe(200)
  const second = await redeem(code)
  expect([second.status, reasonOf(second)]).toEqual([401, 'SIGN_IN_CODE_INVALID'])
})

test('the cookie is out of reach of scripts and other sites, and names the port', async () => {
  const { attributes } = await signIn()
  const { port } = new URL(server.url)
  expect(attributes).toMatch(
    new RegExp(`^hydraflow_${port}=[^;]+; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict$`),
  )
})

test('a session needs both of its halves', async () => {
  const { headers } = await signIn()
  const { cookie, 'x-hydraflow-session': secret } = headers
  expect((await send('GET', '/api/threads', headers)).status).toBe(200)
  expect(JSON.parse((await send('GET', '/api/session', headers)).body)).toEqual({ signedIn: true })
  expect((await send('GET', '/api/threads', { cookie })).status).toBe(401)
  expect((await send('GET', '/api/threads', { 'x-hydraflow-session': secret })).status).toBe(401)
  const other = await signIn()
  expect(
    (await send('GET', '/api/threads', { cookie, 'x-hydraflow-session': other.headers['x-hydraflow-session'] })).status,
  ).toBe(401)
})

test('the cookie alone opens the documentation, since a browser sends no header with an address', async () => {
  const { cookie } = (await signIn()).headers
  for (const path of ['/api/docs', '/api/docs.css', '/api/openapi.json'])
    expect((await send('GET', path, { cookie })).status).toBe(200)
})

test('a session outlives a restart of the server', async () => {
  const { headers } = await signIn()
  const { port } = new URL(server.url)
  await server.stop()
  server = await startServer({ dataDir, port: Number(port) })
  expect((await send('GET', '/api/threads', headers)).status).toBe(200)
})

test('signing out takes the cookie away', async () => {
  const { headers } = await signIn()
  const answer = await send('DELETE', '/api/session', headers)
  expect(answer.headers['set-cookie']).toEqual([expect.stringContaining('Max-Age=0')])
})

test('a fresh link comes from the command line', async () => {
  const { code, stdout } = await runToEnd(['sign-in', '--data-dir', dataDir])
  expect(code).toBe(0)
  expect((await redeem(codeIn(stdout.trim()))).status).toBe(200)
})

test('the token is for its owner alone', () => {
  expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600)
  expect(statSync(join(dataDir, 'server.json')).mode & 0o777).toBe(0o600)
  expect(server.token).toMatch(/^[\w-]{43}$/)
})

test.each([undefined, null, 5, '', ['x'], 'x'.repeat(201)])('a code that is none (%j) is a bad input', async (code) => {
  const answer = await redeem(code)
  expect([answer.status, reasonOf(answer)]).toEqual([400, 'INPUT_INVALID'])
})

test('guessing codes is slowed down', async () => {
  const reasons = []
  for (let at = 0; at < 14; at++) reasons.push(reasonOf(await redeem(`guess-${at}`)))
  expect(reasons.at(-1)).toBe('TOO_MANY_REQUESTS')
})

describe('time', () => {
  const minute = 60_000
  const create = () => {
    const now = vi.fn(() => 0)
    return { now, signIn: new SignIn({ token: 't'.repeat(43), cookieName: 'c', now }) }
  }

  test('a code ends after its minutes', () => {
    const { now, signIn: clerk } = create()
    const code = clerk.createCode(10)
    now.mockReturnValue(10 * minute)
    expect(() => clerk.redeem(code)).toThrow('used or is too old')
  })

  test('a session ends after thirty days', () => {
    const { now, signIn: clerk } = create()
    const { cookie, secret } = clerk.redeem(clerk.createCode(1))
    const headers = { cookie: `a=b; c=${cookie}`, 'x-hydraflow-session': secret }
    now.mockReturnValue(30 * 24 * 60 * minute - 1)
    expect(clerk.isSignedIn(headers)).toBe(true)
    now.mockReturnValue(30 * 24 * 60 * minute)
    expect(clerk.isSignedIn(headers)).toBe(false)
  })

  test('a minute after too many wrong codes, the next may be tried', () => {
    const { now, signIn: clerk } = create()
    for (let at = 0; at < 10; at++) expect(() => clerk.redeem('wrong')).toThrow('too old')
    const code = clerk.createCode(10)
    expect(() => clerk.redeem(code)).toThrow('Too many attempts')
    now.mockReturnValue(minute)
    expect(clerk.redeem(code).secret).toBeTruthy()
  })
})
