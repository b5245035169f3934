import { describe, expect, it } from 'vitest'
import { listAll } from '../../src/node.ts'
import { at, badFieldsOf, cursorOf, newHost, newWord, reasonOf, refusalOf } from './ask.ts'
import { type ServerUnderTest, forEachServer } from './for-each-server.ts'

interface Page {
  readonly items: readonly object[]
  readonly nextCursor: string | null
}
interface ListCase {
  /** Adds one item, newer than those before, to a list of its own; returns its id. */
  add(n: number): Promise<string>
  list(input: { limit?: number; cursor?: string | null }): Promise<Page>
  /** The id of what a list shows. */
  readonly order: 'newest first' | 'oldest first'
}

/** Every list that takes a limit and a cursor. */
const lists: Record<string, (server: ServerUnderTest) => Promise<ListCase>> = {
  async threads({ client }) {
    const origin = newWord()
    return {
      add: async () => (await client.threads.create({ origin })).id,
      list: (input) => client.threads.list({ ...input, origin }),
      order: 'newest first',
    }
  },
  async tasks({ client }) {
    const owner = newWord()
    return {
      add: async () => (await client.tasks.create({ title: 'A task', owner })).id,
      list: (input) => client.tasks.list({ ...input, owner }),
      order: 'newest first',
    }
  },
  async 'task events'({ client }) {
    const { id } = await client.tasks.create({ title: 'A task' })
    return {
      add: async () => (await client.tasks.addEvent({ id, eventType: 'noted' })).id,
      list: (input) => client.tasks.events({ ...input, id }),
      order: 'oldest first',
    }
  },
  async memories({ client }) {
    const scopeRef = newWord()
    return {
      add: async (n) => (await client.memories.upsert({ scope: 'doc', scopeRef, key: `key ${n}`, value: '' })).id,
      list: (input) => client.memories.list({ ...input, scopeRef }),
      order: 'newest first',
    }
  },
  async 'memory changes'({ client }) {
    const { id } = await client.memories.upsert({ scope: 'doc', scopeRef: newWord(), key: 'key', value: '' })
    const newest = async () => (await client.memories.changes({ id, limit: 1 })).items[0]!.id
    const first = await newest()
    return {
      async add(n) {
        if (n === 0) return first
        await client.memories.upsert({ ...(await memoryOf(client, id)), value: `value ${n}` })
        return await newest()
      },
      list: (input) => client.memories.changes({ ...input, id }),
      order: 'newest first',
    }
  },
  async tabs({ client }) {
    const windowId = newWord()
    return {
      add: async (n) => (await client.tabs.upsert({ id: newWord(), windowId, lastActiveAt: at(n) })).id,
      list: (input) => client.tabs.list({ ...input, windowId }),
      order: 'newest first',
    }
  },
  async history({ client }) {
    const host = newHost()
    return {
      add: async (n) => (await client.history.record({ url: `https://${host}/${n}`, visitedAt: at(n) })).id,
      list: (input) => client.history.list({ ...input, host }),
      order: 'newest first',
    }
  },
  async pages({ client }) {
    const host = newHost()
    return {
      add: async (n) => (await client.history.record({ url: `https://${host}/${n}`, visitedAt: at(n) })).pageId,
      list: (input) => client.pages.list({ ...input, host }),
      order: 'newest first',
    }
  },
  async bookmarks({ client }) {
    const tag = newWord()
    return {
      add: async (n) =>
        (await client.bookmarks.create({ url: `https://${tag}.example/${n}`, tags: [tag], createdAt: at(n) })).id,
      list: (input) => client.bookmarks.list({ ...input, tag }),
      order: 'newest first',
    }
  },
}

async function memoryOf(client: ServerUnderTest['client'], id: string) {
  for await (const memory of listAll(client.memories.list)) {
    if (memory.id === id) return { id, scope: memory.scope, scopeRef: memory.scopeRef, key: memory.key }
  }
  throw new Error('The memory is not there.')
}

const idsOf = (items: readonly object[]) => items.map((item) => (item as { id: string }).id)

forEachServer('conventions', (server) => {
  describe.each(Object.entries(lists))('the list of %s', (_, open) => {
    const withItems = async (count: number) => {
      const list = await open(server)
      const ids: string[] = []
      for (let n = 0; n < count; n++) ids.push(await list.add(n))
      return { ...list, ids: list.order === 'newest first' ? ids.toReversed() : ids }
    }

    it('shows everything once, in order, over pages', async () => {
      const { list, ids } = await withItems(5)
      const seen: string[] = []
      for await (const item of listAll(list, { limit: 2 })) seen.push(...idsOf([item]))
      expect(seen).toEqual(ids)
    })

    it('says null at the end, also when the last page is full', async () => {
      const { list } = await withItems(2)
      expect((await list({ limit: 2 })).nextCursor).toBeNull()
    })

    it('neither repeats nor misses what was there when something is added between two pages', async () => {
      const { list, add, ids, order } = await withItems(4)
      const first = await list({ limit: 2 })
      const added = await add(4)
      const rest = await list({ cursor: first.nextCursor })
      expect(idsOf([...first.items, ...rest.items])).toEqual(order === 'newest first' ? ids : [...ids, added])
    })

    it.each([0, 201, -1, 1.5])('refuses the limit %s', async (limit) => {
      const { list } = await open(server)
      expect(await badFieldsOf(list({ limit }))).toEqual(['limit'])
    })

    it('takes the limit 200', async () => {
      const { list } = await open(server)
      expect((await list({ limit: 200 })).nextCursor).toBeNull()
    })

    it.each(['x', 'not a cursor', cursorOf({}), cursorOf([]), cursorOf([null]), cursorOf(['a', 'b', 'c', 'd'])])(
      'refuses the cursor %j',
      async (cursor) => {
        const { list } = await withItems(1)
        expect(await reasonOf(list({ cursor }))).toBe('CURSOR_INVALID')
      },
    )

    it.each([1.5, 1e300, -1e300, 2 ** 63])('never fails inside for a cursor that holds %s', async (number) => {
      const { list } = await withItems(2)
      const { nextCursor } = await list({ limit: 1 })
      const key: unknown[] = JSON.parse(Buffer.from(nextCursor!, 'base64url').toString())
      const forged = cursorOf(key.map((part) => (typeof part === 'number' ? number : part)))
      expect(await reasonOf(list({ cursor: forged }))).toBeOneOf([null, 'CURSOR_INVALID'])
    })
  })

  describe('an id of the caller', () => {
    it('makes a thread once: again it returns what is there', async () => {
      const id = newWord()
      const made = await server.client.threads.create({ id, title: 'First', metadata: { a: 1 } })
      expect(made).toMatchObject({ id, title: 'First' })
      expect(await server.client.threads.create({ id, title: 'Second', metadata: {} })).toEqual(made)
    })

    it('makes a message once: again it returns what is there and the thread does not grow', async () => {
      const { id: threadId } = await server.client.threads.create()
      const id = newWord()
      const made = await server.client.messages.append({ id, threadId, role: 'user', content: 'First' })
      expect(await server.client.messages.append({ id, threadId, role: 'tool', content: 'Second' })).toEqual(made)
      expect((await server.client.threads.get({ id: threadId })).messageCount).toBe(1)
    })

    it('makes a message once also when two callers append it at the same time', async () => {
      const { id: threadId } = await server.client.threads.create()
      const message = { id: newWord(), threadId, role: 'user', content: 'Once' } as const
      const [one, two] = await Promise.all([
        server.client.messages.append(message),
        server.client.messages.append(message),
      ])
      expect(two).toEqual(one)
      expect((await server.client.threads.get({ id: threadId })).messageCount).toBe(1)
    })

    it('names one message of one thread', async () => {
      const one = await server.client.threads.create()
      const two = await server.client.threads.create()
      const { id } = await server.client.messages.append({ threadId: one.id, role: 'user', content: '' })
      const again = server.client.messages.append({ id, threadId: two.id, role: 'user', content: '' })
      expect(await refusalOf(again)).toMatchObject({ kind: 'conflict', reason: 'ID_TAKEN' })
    })

    it.each(['threads', 'tasks', 'bookmarks'] as const)(
      'makes one of %s once when many callers bring it at the same time',
      async (noun) => {
        const id = newWord()
        const create: () => Promise<unknown> = {
          threads: () => server.client.threads.create({ id }),
          tasks: () => server.client.tasks.create({ id, title: 'Once' }),
          bookmarks: () => server.client.bookmarks.create({ id, url: `https://${id}.example/` }),
        }[noun]
        const made = await Promise.all(Array.from({ length: 8 }, create))
        expect(made).toEqual(Array.from({ length: 8 }, () => made[0]))
      },
    )

    it('makes a task once: again it returns what is there', async () => {
      const id = newWord()
      const made = await server.client.tasks.create({ id, title: 'First' })
      expect(await server.client.tasks.create({ id, title: 'Second', status: 'completed' })).toEqual(made)
    })

    it('makes a memory once: again it is that memory that changes', async () => {
      const id = newWord()
      const memory = { id, scope: 'doc', scopeRef: newWord(), key: 'key' } as const
      await server.client.memories.upsert({ ...memory, value: 'First' })
      await server.client.memories.upsert({ ...memory, value: 'Second' })
      const { items } = await server.client.memories.list({ scopeRef: memory.scopeRef })
      expect(items.map((item) => [item.id, item.value])).toEqual([[id, 'Second']])
    })

    it('makes a bookmark once: again it returns what is there', async () => {
      const id = newWord()
      const made = await server.client.bookmarks.create({ id, url: `https://${newHost()}/`, title: 'First' })
      expect(await server.client.bookmarks.create({ id, url: `https://${newHost()}/`, title: 'Second' })).toEqual(made)
    })

    it('makes a bookmark folder once: again it returns what is there', async () => {
      const id = newWord()
      const made = await server.client.bookmarks.createFolder({ id, name: newWord() })
      expect(await server.client.bookmarks.createFolder({ id, name: newWord() })).toEqual(made)
    })

    it('is left out: then a UUIDv7 is made', async () => {
      const { id } = await server.client.threads.create()
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    })

    it.each(['', 'a'.repeat(201), 'line\nbreak', 'nul\0', 'half \ud800'])('is refused when it is %j', async (id) => {
      expect(await badFieldsOf(server.client.threads.create({ id }))).toContain('id')
    })

    it.each(['a b', '../etc', 'é', "'; drop table thread; --", '👨‍👩‍👧', 'a'.repeat(200), '%00', '?x=1#y'])(
      'may be %j',
      async (id) => {
        expect((await server.client.threads.create({ id })).id).toBe(id)
        expect((await server.client.threads.get({ id })).id).toBe(id)
      },
    )
  })

  describe('a time', () => {
    it.each([
      ['2030-01-02T03:04:05+02:00', '2030-01-02T01:04:05.000Z'],
      ['2030-01-02T03:04:05.678-11:30', '2030-01-02T14:34:05.678Z'],
      ['2030-01-02T03:04:05Z', '2030-01-02T03:04:05.000Z'],
      ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.500Z'],
      ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ])('%s comes back as %s', async (dueAt, expected) => {
      expect((await server.client.tasks.create({ title: 'A task', dueAt })).dueAt).toBe(expected)
    })

    it.each([
      ['2024-03-04T05:06:07.123456Z', '2024-03-04T05:06:07.123456Z'],
      ['2024-03-04T05:06:07.000001+05:45', '2024-03-03T23:21:07.000001Z'],
      ['2024-03-04T05:06:07.123000Z', '2024-03-04T05:06:07.123Z'],
      ['2024-03-04T05:06:07.123456789Z', '2024-03-04T05:06:07.123456Z'],
      ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
    ])('of a visit keeps its microseconds: %s is %s', async (visitedAt, expected) => {
      const visit = await server.client.history.record({ url: `https://${newHost()}/`, visitedAt })
      expect(visit.visitedAt).toBe(expected)
    })

    it.each([
      'yesterday',
      '2024-13-01T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2024-01-01',
      '2024-01-01T00:00:00',
      '2024-01-01T24:00:01Z',
      '',
    ])('is refused when it is %j', async (dueAt) => {
      expect(await badFieldsOf(server.client.tasks.create({ title: 'A task', dueAt }))).toContain('dueAt')
    })

    it.each([
      '9999-12-31T23:59:59.999999Z',
      '9999-12-31T23:59:59.999Z',
      '2300-06-15T12:30:15.123Z',
      '1600-06-15T12:30:15.123Z',
      '0001-01-01T00:00:00.001Z',
      '9999-12-31T23:59:59-12:00',
    ])('far away, %s, is either kept as it is or refused', async (dueAt) => {
      const id = newWord()
      const made = server.client.tasks.create({ id, title: 'A task', dueAt })
      const outcome = await made.then(
        (task) => task.dueAt,
        (error) => error.reason,
      )
      await server.client.tasks.delete({ id }).catch(() => {})
      expect(outcome).toBeOneOf([new Date(dueAt).toISOString(), dueAt, 'INPUT_INVALID'])
    })

    it('that is refused leaves nothing behind', async () => {
      const id = newWord()
      const refused = await reasonOf(
        server.client.tasks.create({ id, title: 'A task', dueAt: '9999-12-31T23:59:59.999999Z' }),
      )
      const there = await reasonOf(server.client.tasks.get({ id }))
      await server.client.tasks.delete({ id }).catch(() => {})
      expect(there).toBe(refused === null ? null : 'TASK_NOT_FOUND')
    })
  })

  describe('a bad input', () => {
    it('names an unknown field by its path', async () => {
      expect(await badFieldsOf(server.client.threads.create({ titel: 'x' } as never))).toEqual(['titel'])
    })

    it('changes nothing', async () => {
      const id = newWord()
      await refusalOf(server.client.threads.create({ id, title: '' }))
      expect(await reasonOf(server.client.threads.get({ id }))).toBe('THREAD_NOT_FOUND')
    })

    it('names every bad field', async () => {
      const call = server.client.tasks.create({ title: '', priority: 5_000, dueAt: 'soon' })
      expect(new Set(await badFieldsOf(call))).toEqual(new Set(['title', 'priority', 'dueAt']))
    })

    it('is a 400 with the reason and the path over plain HTTP too', async () => {
      const response = await server.request('/api/threads', { json: { title: 7 } })
      expect(response.status).toBe(400)
      expect(JSON.stringify(await response.json())).toMatch(/INPUT_INVALID.*"path":"title"/)
    })

    it.each([
      ['an id that is no text', { id: 5 }, 'id'],
      ['null where a text must be', { title: null }, 'title'],
      ['a list where an object must be', { metadata: [] }, 'metadata'],
      ['a title that is too long', { title: 'x'.repeat(501) }, 'title'],
      ['a NUL byte', { title: 'a\0b' }, 'title'],
      ['half a surrogate pair', { description: 'a\udc00' }, 'description'],
    ])('is refused for %s', async (_, input, path) => {
      expect(await badFieldsOf(server.client.threads.create(input as never))).toEqual([path])
    })

    it('is refused for a NUL byte in a path to look for', async () => {
      expect(await badFieldsOf(server.client.repos.allChanges({ path: 'a\0b' }))).toEqual(['path'])
    })
  })

  describe('metadata', () => {
    const sized = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) })

    it('of 64 KiB is kept', async () => {
      const metadata = sized(65_536)
      const { id } = await server.client.threads.create({ metadata })
      expect((await server.client.threads.get({ id })).metadata).toEqual(metadata)
    })

    it.each([
      ['is above 64 KiB', sized(65_537)],
      ['is above 64 KiB in bytes, not in characters', { a: 'é'.repeat(33_000) }],
      ['holds a NUL byte', { a: ['b\0'] }],
      ['holds a NUL byte in a key', { 'a\0': 1 }],
      ['holds half a surrogate pair', { a: { b: '\ud83d' } }],
      ['holds half a surrogate pair in a key', { '\ude00': 1 }],
    ])('is refused when it %s', async (_, metadata) => {
      expect(await badFieldsOf(server.client.threads.create({ metadata }))).toEqual(['metadata'])
    })

    it('keeps every kind of JSON', async () => {
      const metadata = {
        a: [1, -0.5, 1e21, true, null, '', {}, []],
        'b c': { é: { '👍': '\u{10ffff}' } },
        constructor: 1,
        toString: 2,
      }
      const { id } = await server.client.threads.create({ metadata })
      expect((await server.client.threads.get({ id })).metadata).toEqual(metadata)
    })
  })

  it.each([
    ['emoji', '👨‍👩‍👧‍👦🏳️‍🌈🇩🇪'],
    ['right to left', 'שלום עולם مرحبا \u202eabc\u202c'],
    ['combining marks, not composed', 'e\u0301 Å \u0041\u030a'],
    ['noncharacters', 'a\ufffeb\uffffc\u{1fffe}'],
    ['the replacement character', '\ufffd'],
    ['a byte order mark', '\ufeffa'],
    ['control characters', 'a\u0001b\u001bc\u007fd\u0085e\tf\r\ng'],
    ['line separators', 'a\u2028b\u2029c'],
    ['spaces at the ends', '  a \u00a0\u3000 '],
    ['a letter of the last plane', '\u{10fffd}\u{20000}'],
    ['what looks like code', `'); drop table thread; -- <script>alert(1)</script> \${x} %s \\0 \\u0000`],
  ])('text is kept exactly: %s', async (_, text) => {
    const { id } = await server.client.threads.create({ title: text, description: text, metadata: { [text]: text } })
    const { title, description, metadata } = await server.client.threads.get({ id })
    expect({ title, description, metadata }).toEqual({ title: text, description: text, metadata: { [text]: text } })
  })
})
