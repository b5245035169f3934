import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runToEnd, spawnServer, startServer, temporaryDirectory } from '../src/testing.ts'

test('a second server on the same data directory refuses, and names the first', async () => {
  const first = await spawnServer()
  const { code, stdout, stderr } = await runToEnd(['--port', '0', '--data-dir', first.dataDir])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(first.url)
  expect(stderr).toContain(String(first.process.pid))
  expect((await first.request('/api/threads')).status).toBe(200)
  await first.stop()
})

test('a server that was killed leaves nothing that stops the next', async () => {
  const dataDir = temporaryDirectory()
  const first = await spawnServer({ dataDir })
  await first.request('/api/threads', { json: { id: 'kept', title: 'Kept' } })
  first.process.kill('SIGKILL')
  await once(first.process, 'close')
  expect(existsSync(join(dataDir, 'server.json'))).toBe(true)
  const second = await startServer({ dataDir })
  expect(second.token).toBe(first.token)
  expect(await (await second.request('/api/threads/kept')).json()).toMatchObject({ title: 'Kept' })
  await second.stop()
  expect(existsSync(join(dataDir, 'server.json'))).toBe(false)
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s in the middle of requests: each is answered or refused, and the process ends with 0',
  async (signal) => {
    const server = await spawnServer()
    const stream = await server.request('/api/jobs/events')
    const idle = await server.request('/api/health')
    await idle.text()
    const answered: number[] = []
    let refused = 0
    const write = async (writer: number) => {
      for (let at = 0; ; at++) {
        const response = await server
          .request('/api/threads', { json: { id: `${writer}-${at}`, title: 'x' } })
          .catch(() => undefined)
        if (!response) return refused++
        answered.push(response.status)
        await response.text().catch(() => '')
      }
    }
    const writers = [0, 1, 2, 3].map(write)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const startedAt = performance.now()
    server.process.kill(signal)
    const [code] = (await once(server.process, 'close')) as [number]
    await Promise.all(writers)
    expect(code).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(answered.length).toBeGreaterThan(0)
    expect(new Set(answered)).toEqual(new Set([200]))
    expect(refused).toBe(4)
    await expect(stream.text()).rejects.toThrow()
    expect(server.stderr()).toBe('')

    const again = await startServer({ dataDir: server.dataDir })
    const { counts } = (await (await again.request('/api/overview')).json()) as { counts: { threads: number } }
    expect(counts.threads).toBeGreaterThanOrEqual(answered.length)
    await again.stop()
  },
)

test('one press of Ctrl-C that comes twice stops in order', async () => {
  const first = await spawnServer()
  first.process.kill('SIGINT')
  first.process.kill('SIGINT')
  expect(await once(first.process, 'close')).toEqual([0, null])
})

test('the data directory is for its owner alone', async () => {
  const dataDir = join(temporaryDirectory(), 'new', 'deep')
  const server = await startServer({ dataDir })
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  await server.stop()
})

test('the health check tells nothing private', async () => {
  const server = await startServer()
  const health = (await (await fetch(`${server.url}/api/health`)).json()) as object
  expect(health).toEqual({ status: 'ok', version: expect.any(String) })
  await server.stop()
})

test('neither token nor what people write stands in the log', async () => {
  const server = await spawnServer({ env: { logLevel: 'trace' } })
  await server.request('/api/threads?origin=my-private-words')
  await server.request('/api/threads', { json: { title: 'my-private-words' } })
  await server.request('/api/threads/my-private-words')
  await server.request('/trpc/threads.get?input=%7B%22id%22%3A%22my-private-words%22%7D')
  await server.request('/trpc/my-private-words')
  await server.request('/api/my-private-words')
  await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"code":"my-private-words"}',
  })
  await server.stop()
  expect(server.stderr()).toContain('"route":"/api/threads/{id}"')
  expect(server.stderr()).not.toContain('my-private-words')
  expect(server.stderr()).not.toContain(server.token)
})

describe('the command line', () => {
  test.each([
    [['--colour', 'red'], {}, /Unknown option '--colour'/],
    [['fly'], {}, /no command "fly"/],
    [['start', 'now'], {}, /one word too many/],
    [['--port', '70000'], {}, /port must be a whole number/],
    [['--port'], {}, /--port/],
    [[], { port: 'abc' }, /port must be a whole number/],
    [['--host', '0.0.0.0'], {}, /HYDRAFLOW_ALLOWED_HOSTS/],
    [[], { host: '192.0.2.1' }, /HYDRAFLOW_ALLOWED_HOSTS/],
    [[], { allowedHosts: 'http://a/b' }, /not a host name/],
    [[], { logLevel: 'loud' }, /HYDRAFLOW_LOG_LEVEL/],
    [['--database-url', 'mysql://x:secret@y'], {}, /must begin with postgres/],
    [['sign-in', '--data-dir', '/nowhere/at/all'], {}, /No server is running/],
  ])('%j %j: a sentence, and exit code 2', async (words, env, sentence) => {
    const { code, stdout, stderr } = await runToEnd(words, { dataDir: temporaryDirectory(), ...env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toContain('secret')
  })

  test('a taken port is said so', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await runToEnd(['--port', String(port), '--data-dir', temporaryDirectory()])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`Port ${port} is taken`) })
    other.close()
  })

  test('--help and --version', async () => {
    expect(await runToEnd(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: hydraflow') })
    expect(await runToEnd(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) })
  })
})
