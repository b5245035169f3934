import { afterEach, expect, test, vi } from 'vitest'
import { startServer, temporaryDirectory } from '@hydraflow/server/testing'
import { createClient } from '../src/node.ts'

afterEach(() => vi.unstubAllEnvs())

test('the server of the data directory is found by itself, also when it comes back at another port', async () => {
  const dataDir = temporaryDirectory()
  vi.stubEnv('HYDRAFLOW_DATA_DIR', dataDir)
  const client = createClient()
  await expect(client.threads.list()).rejects.toMatchObject({
    reason: 'SERVER_UNREACHABLE',
    message: expect.stringContaining(dataDir),
  })
  const first = await startServer({ dataDir })
  expect((await client.threads.list()).items).toEqual([])
  await first.stop()
  await expect(client.threads.list()).rejects.toMatchObject({ reason: 'SERVER_UNREACHABLE' })
  const second = await startServer({ dataDir })
  expect((await client.threads.list()).items).toEqual([])
  await second.stop()
})

test('the token of the data directory goes to no other machine by itself', async () => {
  const server = await startServer()
  vi.stubEnv('HYDRAFLOW_DATA_DIR', server.dataDir)
  const sent: (string | null)[] = []
  const fetch = async (_url: unknown, init?: RequestInit) => {
    sent.push(new Headers(init?.headers).get('authorization'))
    return Response.json({ result: { data: { items: [], nextCursor: null } } })
  }
  await createClient({ url: 'https://hydraflow.example', fetch }).threads.list()
  await createClient({ url: server.url, fetch }).threads.list()
  expect(sent).toEqual([null, `Bearer ${server.token}`])
  await server.stop()
})
