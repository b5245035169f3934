import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApiDocument } from '../src/http/openapi.ts'
import { inputFromQuery } from '../src/http/twin-input.ts'
import { parametersOf, twins } from '../src/http/twins.ts'
import { type TestServer, startServer } from '../src/testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const twin = async (path: string, init?: Parameters<TestServer['request']>[1]) => {
  const response = await server.request(path, init)
  return { status: response.status, body: await response.json() }
}
const trpc = async (name: string, json: unknown) => {
  const response = await server.request(`/trpc/${name}`, { json })
  return { status: response.status, body: await response.json() }
}

test('what one door writes the other reads', async () => {
  const { body: thread } = await twin('/api/threads', { json: { id: 'a/b c%?#ü', title: 'By HTTP' } })
  const address = `/api/threads/${encodeURIComponent(thread.id)}`
  expect((await trpc('threads.get', { id: thread.id })).body.result.data).toEqual(thread)
  const changed = await twin(address, { method: 'PATCH', json: { title: 'Changed' } })
  expect(changed.body).toMatchObject({ id: thread.id, title: 'Changed' })
  await trpc('messages.append', { threadId: thread.id, role: 'user', content: 'By tRPC' })
  const listed = await twin(`${address}/messages?limit=1`)
  expect(listed.body).toEqual((await trpc('messages.list', { threadId: thread.id, limit: 1 })).body.result.data)
  expect(listed.body.items).toHaveLength(1)
  expect((await twin(address, { method: 'DELETE' })).body).toEqual({
    deleted: thread.id,
    removed: expect.objectContaining({ messages: 1 }),
  })
})

describe('both doors refuse alike', () => {
  test.each([
    ['tasks.create', { method: 'POST', path: '/api/tasks' }, { title: 'x', priority: 'high' }],
    ['tasks.create', { method: 'POST', path: '/api/tasks' }, { title: 'x', metadata: { a: '\u0000' } }],
    ['tasks.create', { method: 'POST', path: '/api/tasks' }, { title: 'x', colour: 'red' }],
    ['tasks.create', { method: 'POST', path: '/api/tasks' }, {}],
    ['threads.get', { method: 'GET', path: '/api/threads/none' }, { id: 'none' }],
    ['history.purge', { method: 'DELETE', path: '/api/browser/history' }, {}],
    ['tabs.get', { method: 'GET', path: '/api/browser/tabs/none' }, { id: 'none' }],
    ['memories.search', { method: 'POST', path: '/api/memories/search' }, { q: 5 }],
  ])('%s %j %j', async (name, { method, path }, input) => {
    const plain = await twin(path, { method, ...(method === 'POST' && { json: input }) })
    const remote = await trpc(name, input)
    const { code, reason, details } = remote.body.error.data
    expect(plain).toEqual({
      status: remote.status,
      body: { error: { code, reason, details, message: remote.body.error.message } },
    })
    expect(plain.status).toBeGreaterThanOrEqual(400)
    expect(plain.status).toBeLessThan(500)
  })

  test('a bad input names the path of each bad field, the first in the sentence', async () => {
    const { status, body } = await twin('/api/tasks', { json: { title: '', status: 'lost' } })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'BAD_REQUEST', reason: 'INPUT_INVALID' })
    expect(body.error.details.issues.map(({ path }: { path: string }) => path).toSorted()).toEqual(['status', 'title'])
    expect(body.error.message).toMatch(/^(title|status): /)
  })

  test('a body may not contradict the address', async () => {
    const { status, body } = await twin('/api/threads/one', { method: 'PATCH', json: { id: 'two' } })
    expect([status, body.error.reason, body.error.details.issues[0].path]).toEqual([400, 'INPUT_INVALID', 'id'])
  })
})

test('fixed paths come before those with a parameter', async () => {
  expect((await twin('/api/jobs/stats')).body).toHaveProperty('byStatus')
  expect((await twin('/api/jobs/none')).body.error.reason).toBe('JOB_NOT_FOUND')
})

test('an address that is no route is not found', async () => {
  expect((await twin('/api/nothing')).body.error.reason).toBe('ROUTE_NOT_FOUND')
  expect((await twin('/api/threads', { method: 'PUT', json: {} })).body.error.reason).toBe('ROUTE_NOT_FOUND')
  expect((await twin('/api/threads/%zz')).status).toBe(404)
  expect((await trpc('threads.nothing', {})).body.error.data.reason).toBe('ROUTE_NOT_FOUND')
})

describe('a query string', () => {
  const fields = {
    n: { type: 'integer' },
    flag: { type: 'boolean' },
    folder: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    status: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    note: { type: ['string', 'null'] },
    ids: { type: 'array', items: { type: 'string' } },
  } as const
  test.each([
    ['n=5', { n: 5 }],
    ['n=-1.5e3', { n: -1500 }],
    ['n=five', { n: 'five' }],
    ['n=', { n: '' }],
    ['n=1&n=2', { n: ['1', '2'] }],
    ['flag=true', { flag: true }],
    ['flag=yes', { flag: 'yes' }],
    ['folder=null', { folder: null }],
    ['folder=a%20b', { folder: 'a b' }],
    ['note=null', { note: null }],
    ['status=a', { status: 'a' }],
    ['status=a,b', { status: ['a', 'b'] }],
    ['status=a&status=b,c', { status: ['a', 'b,c'] }],
    ['ids=a', { ids: ['a'] }],
    ['unknown=1', { unknown: '1' }],
  ])('%s', (query, input) => {
    expect({ ...inputFromQuery(new URLSearchParams(query), fields as never) }).toEqual(input)
  })

  test('a name from the prototype is a name like any other', async () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect((await twin(`/api/threads?${name}=1`)).body.error.reason).toBe('INPUT_INVALID')
  })
})

interface Operation {
  operationId: string
  parameters: { in: string; name: string }[]
}

describe('the OpenAPI document', () => {
  const document = openApiDocument('1.0.0')
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, path]) => path!)

  test('has every procedure at its route, with its path parameters', () => {
    for (const { name, method, route } of twins) {
      const operation = document.paths[route]![method.toLowerCase()] as Operation
      expect(operation.operationId).toBe(name)
      expect(operation.parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(
        parametersOf(route),
      )
    }
  })

  test('refers to nothing that is not in it, and holds nothing that nothing refers to', () => {
    const { schemas } = document.components
    for (const path of references.filter((one) => one.includes('/schemas/')))
      expect(schemas).toHaveProperty([path.split('/').at(-1)!])
    for (const name of Object.keys(schemas)) expect(references).toContain(`#/components/schemas/${name}`)
    expect(references.every((path) => path.startsWith('#/components/'))).toBe(true)
  })

  test('is served, and so is the page made from it', async () => {
    const { body } = await twin('/api/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    const page = await (await server.request('/api/docs')).text()
    for (const { name } of twins) expect(page).toContain(`id="${name}"`)
    expect(page).not.toMatch(/<script|<style|style=|https?:\/\//)
  })
})

describe('live twins', () => {
  test('begin with the present state and name what to resume from', async () => {
    const response = await server.request('/api/overview/events')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('data: ')) text += (await reader.read()).value
    expect(JSON.parse(/data: (.*)/.exec(text)![1]!)).toHaveProperty('counts')
    await reader.cancel()
  })

  test('a bad input is an answer, not a stream', async () => {
    expect(await twin('/api/jobs/events?nothing=1')).toMatchObject({
      status: 400,
      body: { error: { reason: 'INPUT_INVALID' } },
    })
  })
})
