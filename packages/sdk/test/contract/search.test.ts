import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SearchHit } from '@hydraflow/core/contract'
import { listAll } from '../../src/node.ts'
import { at, newHost, newWord, reasonOf, refusalOf } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

type Range = { start: number; end: number }
const slices = (text: string, ranges: readonly Range[]) => ranges.map(({ start, end }) => text.slice(start, end))

forEachServer('search', (server) => {
  const search = async (q: string, more: object = {}) => (await server.client.search.query({ q, ...more })).items
  const titles = async (q: string, more: object = {}) => (await search(q, more)).map(({ title }) => title).toSorted()
  const task = (title: string, more: object = {}) => server.client.tasks.create({ title, ...more })
  const visit = (url: string, more: object = {}) => server.client.history.record({ url, ...more })

  /** One item of every kind that holds the word. */
  const everyKind = async (word: string) => {
    const thread = await server.client.threads.create({ title: 'A thread' })
    const host = newHost()
    const { pageId } = await visit(`https://${host}/`, { title: `${word} page`, visitedAt: at(0) })
    return {
      page: pageId,
      message: (
        await server.client.messages.append({
          threadId: thread.id,
          role: 'user',
          content: `the ${word} message`,
          createdAt: at(1),
        })
      ).id,
      task: (await task(`${word} task`, { threadId: thread.id })).id,
      memory: (
        await server.client.memories.upsert({
          scope: 'doc',
          scopeRef: newWord(),
          key: `${word} memory`,
          value: 'x',
          threadId: thread.id,
        })
      ).id,
      bookmark: (
        await server.client.bookmarks.create({ url: `https://${host}/b`, title: `${word} bookmark`, createdAt: at(2) })
      ).id,
      thread,
      host,
    }
  }

  describe('a search', () => {
    it('finds every kind of thing', async () => {
      const word = newWord()
      const { page, message, task: taskId, memory, bookmark } = await everyKind(word)
      const hits = (await search(word)).map(({ kind, id }) => `${kind} ${id}`).toSorted()
      expect(hits).toEqual([
        `bookmark ${bookmark}`,
        `memory ${memory}`,
        `message ${message}`,
        `page ${page}`,
        `task ${taskId}`,
      ])
    })

    it('tells all about a hit', async () => {
      const word = newWord()
      const { bookmark, host } = await everyKind(word)
      const [hit] = await search(word, { kinds: 'bookmark' })
      expect(hit).toEqual({
        kind: 'bookmark',
        id: bookmark,
        title: `${word} bookmark`,
        snippet: `${host}/b`,
        highlights: { title: [{ start: 0, end: word.length }], snippet: [] },
        url: `https://${host}/b`,
        host,
        threadId: null,
        time: at(2),
        score: expect.any(Number),
        reasons: {
          fields: ['title'],
          lexical: expect.any(Number),
          semantic: null,
          recency: expect.any(Number),
          visits: 0,
          visitCount: null,
        },
      })
    })

    it('keeps the kinds asked for, in the field or in the text', async () => {
      const word = newWord()
      await everyKind(word)
      const kinds = async (q: string, more: object = {}) => (await search(q, more)).map(({ kind }) => kind).toSorted()
      expect(await kinds(word, { kinds: 'task' })).toEqual(['task'])
      expect(await kinds(word, { kinds: ['task', 'page'] })).toEqual(['page', 'task'])
      expect(await kinds(`${word} in:memory`)).toEqual(['memory'])
      expect(await kinds(`in:task ${word} in:page`)).toEqual(['page', 'task'])
    })

    it('finds nothing when field and text ask for different kinds', async () => {
      const word = newWord()
      await everyKind(word)
      expect(await search(`${word} in:task`, { kinds: 'page' })).toEqual([])
    })

    it('keeps what belongs to one thread', async () => {
      const word = newWord()
      const { thread } = await everyKind(word)
      await everyKind(word)
      const hits = await search(word, { threadId: thread.id })
      expect(hits.map(({ kind }) => kind).toSorted()).toEqual(['memory', 'message', 'task'])
    })

    it('needs every word, wherever it stands', async () => {
      const word = newWord()
      await task(`${word} red`, { description: 'fast bike' })
      await task(`${word} red car`)
      expect(await titles(`bike ${word} RED`)).toEqual([`${word} red`])
    })

    it('with quotes needs the words side by side', async () => {
      const word = newWord()
      await task(`${word} red bike`)
      await task(`${word} bike red`)
      expect(await titles(`${word} "red bike"`)).toEqual([`${word} red bike`])
    })

    it('takes a quote that is never closed', async () => {
      const word = newWord()
      await task(`${word} red bike`)
      await task(`${word} bike red`)
      expect(await titles(`${word} "red bike`)).toEqual([`${word} red bike`])
    })

    it('leaves out what holds an excluded word or phrase', async () => {
      const word = newWord()
      await task(`${word} red bike`)
      await task(`${word} bike red`)
      await task(`${word} car`)
      expect(await titles(`${word} -car`)).toEqual([`${word} bike red`, `${word} red bike`])
      expect(await titles(`${word} -"red bike"`)).toEqual([`${word} bike red`, `${word} car`])
    })

    it('that only excludes shows the rest', async () => {
      const { id: threadId } = await server.client.threads.create()
      await task('red bike', { threadId })
      await task('car', { threadId })
      expect(await titles('-bike', { threadId })).toEqual(['car'])
    })

    it('with no words shows everything its filters keep', async () => {
      const { id: threadId } = await server.client.threads.create()
      await task('red bike', { threadId })
      expect(await titles('', { threadId })).toEqual(['red bike'])
    })

    it.each(['host:', 'site:'])('keeps a host and what is below it with %s', async (filter) => {
      const word = newWord()
      for (const host of [`${word}.com`, `www.${word}.com`, `not${word}.com`])
        await visit(`https://${host}/`, { title: host })
      expect(await titles(`${filter}${word}.com`)).toEqual([`${word}.com`, `www.${word}.com`])
    })

    it('keeps a host by its field', async () => {
      const word = newWord()
      for (const host of [`${word}.com`, `www.${word}.com`, `not${word}.com`])
        await visit(`https://${host}/`, { title: host })
      expect(await titles('', { host: `${word}.com` })).toEqual([`${word}.com`, `www.${word}.com`])
    })

    it('keeps what happened before: and after: a day', async () => {
      const word = newWord()
      for (const day of ['2020-01-01', '2020-01-02', '2020-01-03']) {
        await visit(`https://${newHost()}/`, { title: `${word} ${day}`, visitedAt: `${day}T12:00:00Z` })
      }
      expect(await titles(`${word} after:2020-01-02`)).toEqual([`${word} 2020-01-02`, `${word} 2020-01-03`])
      expect(await titles(`${word} before:2020-01-02`)).toEqual([`${word} 2020-01-01`])
      expect(await titles(`${word} after:2020-01-02 before:2020-01-03`)).toEqual([`${word} 2020-01-02`])
      expect(await titles(`${word} before:2020-02`)).toHaveLength(3)
      expect(await titles(`${word} after:2021`)).toEqual([])
    })

    it('keeps a page that was visited between from and to, whenever else it was visited', async () => {
      const word = newWord()
      const url = `https://${newHost()}/`
      for (const second of [1, 9]) await visit(url, { title: word, visitedAt: at(second) })
      const found = async (from: number, to: number) => (await search(word, { from: at(from), to: at(to) })).length
      expect([await found(0, 2), await found(2, 9), await found(9, 10), await found(1, 10)]).toEqual([1, 0, 1, 1])
    })

    it('keeps what happened before 1970 when only an end is given', async () => {
      const word = newWord()
      await visit(`https://${newHost()}/`, { title: word, visitedAt: '1969-07-20T20:17:40Z' })
      expect(await search(word, { to: '1970-01-01T00:00:00Z' })).toHaveLength(1)
    })

    it('keeps other things by their own time', async () => {
      const word = newWord()
      const { id: threadId } = await server.client.threads.create()
      for (const second of [1, 9]) {
        await server.client.messages.append({
          threadId,
          role: 'user',
          content: `${word} ${second}`,
          createdAt: at(second),
        })
      }
      expect((await search(word, { from: at(2) })).map(({ snippet }) => snippet)).toEqual([`${word} 9`])
      expect((await search(word, { to: at(9) })).map(({ snippet }) => snippet)).toEqual([`${word} 1`])
    })

    it.each(['host:', 'in:nothing', 'before:soon', 'after:2020-13-45', 'site:""'])(
      'takes %s, which makes no sense, without a complaint',
      async (q) => {
        expect(await reasonOf(search(q))).toBeNull()
      },
    )

    it('takes a filter that makes no sense as words', async () => {
      const word = newWord()
      await task(`in ${word}`)
      expect(await titles(`in:${word}`)).toEqual([`in ${word}`])
    })

    it.each([
      ['Café CRÈME', 'cafe creme'],
      ['cafe creme', 'CAFÉ CRÈME'],
      ['e\u0301tude', 'étude'],
      ['Straße', 'STRASSE'],
      ['ŁÓDŹ Ångström', 'łódź angstrom'],
      ['ΟΔΥΣΣΕΥΣ', 'Οδυσσευς'],
      ['ＦＵＬＬ width', 'full'],
      ['東京タワーに行く', '東京タワー'],
      ['今日は天気がいい', '天気'],
      ['한국어 검색', '검색'],
      ['ภาษาไทย', 'ไทย'],
      ['Привет, мир', 'привет МИР'],
      ['مرحبا بالعالم', 'بالعالم'],
      ['foo_bar-baz.qux', 'bar'],
      ['C++ and 3.14', '3.14'],
      ['it’s', "it's"],
    ])('finds %j by %j', async (text, q) => {
      const { id: threadId } = await server.client.threads.create()
      const { id } = await task(text, { threadId })
      expect((await search(q, { threadId })).map((hit) => hit.id)).toEqual([id])
    })

    it('does not find characters that do not follow each other', async () => {
      const { id: threadId } = await server.client.threads.create()
      await task('東の京', { threadId })
      expect(await search('東京', { threadId })).toEqual([])
    })

    it('finds any words of letters and digits', async () => {
      const word = fc.stringMatching(/^[a-z0-9]{1,12}$/)
      await fc.assert(
        fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 6 }), async (words) => {
          const { id: threadId } = await server.client.threads.create()
          const { id } = await task(words.join(' '), { threadId })
          for (const one of words) expect((await search(`"${one}"`, { threadId })).map((hit) => hit.id)).toEqual([id])
        }),
        { numRuns: 25, examples: [[['1e5', '0x1f', '12e', 'e12', '1e', '007', '1a2b']]] },
      )
    })

    it('finds the last word of the longest message', async () => {
      const word = newWord()
      const { id: threadId } = await server.client.threads.create()
      const { id } = await server.client.messages.append({
        threadId,
        role: 'user',
        content: `${'lorem ipsum '.repeat(80_000)} ${word}`,
      })
      expect((await search(word)).map((hit) => hit.id)).toEqual([id])
    })

    it('finds a phrase deep in a long message', async () => {
      const [one, two] = [newWord(), newWord()]
      const { id: threadId } = await server.client.threads.create()
      const { id } = await server.client.messages.append({
        threadId,
        role: 'user',
        content: `${'a b '.repeat(7_000)} ${one} ${two}`,
      })
      expect((await search(`"${one} ${two}"`)).map((hit) => hit.id)).toEqual([id])
    })

    it('takes any text as a query', async () => {
      await task('something')
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc
          .array(
            fc.constantFrom(
              '"',
              '-',
              '*',
              '(',
              ')',
              ':',
              'AND',
              'OR',
              'NOT',
              'NEAR',
              'in:',
              'host:',
              'before:',
              "'",
              '\\',
              '<->',
              '&',
              '|',
              '!',
              '%',
              '_',
              'a',
              '東',
              '\u0301',
              '^',
              '{',
              '}',
              ' ',
            ),
            { maxLength: 20 },
          )
          .map((parts) => parts.join('')),
      )
      await fc.assert(
        fc.asyncProperty(
          text.filter((q) => q.isWellFormed() && !q.includes('\0')),
          async (q) => {
            const { client } = server
            const calls = [
              client.search.query({ q, limit: 3 }),
              client.search.suggest({ q }),
              client.history.list({ query: q, limit: 3 }),
              client.memories.search({ q }),
              client.bookmarks.list({ query: q }),
              client.pages.list({ query: q }),
            ]
            expect(await Promise.all(calls.map(reasonOf))).toEqual(calls.map(() => null))
          },
        ),
        { numRuns: 300 },
      )
    })

    it.each(['a\0b', 'a\ud800'])('is refused for %j', async (q) => {
      expect(await reasonOf(search(q))).toBe('INPUT_INVALID')
    })

    it.each(['semantic', 'hybrid'])('by meaning says that there are no embeddings: %s', async (mode) => {
      expect(await refusalOf(search('x', { mode }))).toMatchObject({
        kind: 'conflict',
        reason: 'SEMANTIC_SEARCH_UNAVAILABLE',
      })
    })
  })

  describe('the hits of a search', () => {
    const manyTasks = async (count: number) => {
      const word = newWord()
      const ids = []
      for (let n = 0; n < count; n++) ids.push((await task(`${word} ${'x '.repeat(n % 4)}`)).id)
      return { word, ids }
    }

    it('are walked exactly once by the cursor, best first', async () => {
      const { word, ids } = await manyTasks(23)
      const hits: SearchHit[] = []
      for await (const hit of listAll(server.client.search.query, { q: word, limit: 5 })) hits.push(hit)
      expect(hits.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
    })

    it('say null at the end, also when the last page is full', async () => {
      const { word } = await manyTasks(4)
      expect((await server.client.search.query({ q: word, limit: 4 })).nextCursor).toBeNull()
    })

    it('are counted, by kind and host', async () => {
      const word = newWord()
      const { host } = await everyKind(word)
      await visit(`https://${host}/2`, { title: word })
      const { total, complete, facets, mode } = await server.client.search.query({ q: word, limit: 1 })
      expect({ total, complete, mode, hosts: facets.hosts }).toEqual({
        total: 6,
        complete: true,
        mode: 'lexical',
        hosts: [{ host, count: 3 }],
      })
      expect(facets.kinds[0]).toEqual({ kind: 'page', count: 2 })
      expect(facets.kinds.map(({ kind, count }) => `${kind} ${count}`).toSorted()).toEqual([
        'bookmark 1',
        'memory 1',
        'message 1',
        'page 2',
        'task 1',
      ])
    })

    it('have scores that follow from their reasons', async () => {
      const word = newWord()
      await everyKind(word)
      for (const { score, reasons } of await search(word)) {
        expect(score).toBeCloseTo(reasons.lexical * (1 + reasons.recency + reasons.visits))
      }
    })

    it('rank a title above a body', async () => {
      const word = newWord()
      await task('in the body', { description: word })
      await task(word, { description: 'in the title' })
      expect((await search(word)).map(({ title }) => title)).toEqual([word, 'in the body'])
    })

    it('rank what is visited more above its like', async () => {
      const word = newWord()
      const [often, once] = [newHost(), newHost()]
      for (const second of [1, 2, 3, 4]) await visit(`https://${often}/`, { title: word, visitedAt: at(second) })
      await visit(`https://${once}/`, { title: word, visitedAt: at(4) })
      const hits = await search(word)
      expect(hits.map(({ host, reasons }) => [host, reasons.visitCount])).toEqual([
        [often, 4],
        [once, 1],
      ])
    })

    it('rank the newer above its like', async () => {
      const word = newWord()
      const { id: threadId } = await server.client.threads.create()
      for (const createdAt of [at(0), new Date().toISOString()]) {
        await server.client.messages.append({ threadId, role: 'user', content: word, createdAt })
      }
      const [first, second] = await search(word)
      expect(first!.time > second!.time).toBe(true)
    })

    it('highlight exactly the words that match', async () => {
      const { id: threadId } = await server.client.threads.create()
      await task('Ein Café, zwei CAFÉS, ein cafe\u0301!', {
        threadId,
        description: 'kein Kaffee, aber Cafe und "red bike" red',
      })
      const [hit] = await search('cafe "red bike"', { threadId })
      expect(slices(hit!.title, hit!.highlights.title)).toEqual(['Café', 'cafe\u0301'])
      expect(slices(hit!.snippet, hit!.highlights.snippet)).toEqual(['Cafe', 'red bike'])
    })

    it('highlight the words of a text that writes no spaces', async () => {
      const { id: threadId } = await server.client.threads.create()
      await task('私は東京タワーに行く', { threadId })
      const [hit] = await search('東京', { threadId })
      expect(slices(hit!.title, hit!.highlights.title)).toEqual(['東京'])
    })

    it('show the part of a long text that matches', async () => {
      const word = newWord()
      const { id: threadId } = await server.client.threads.create()
      await server.client.messages.append({
        threadId,
        role: 'user',
        content: `${'before '.repeat(300)}${word}${' after'.repeat(300)}`,
      })
      const [hit] = await search(word)
      expect(slices(hit!.snippet, hit!.highlights.snippet)).toEqual([word])
      expect(hit!.snippet.length).toBeLessThan(300)
    })

    it.each<[string, (word: string) => Promise<unknown>]>([
      ['the title of a task', (word) => task(word)],
      ['the description of a task', (word) => task('a', { description: word })],
      ['the owner of a task', (word) => task('a', { owner: word })],
      ['the title of a page', (word) => visit(`https://${newHost()}/`, { title: word })],
      ['the address of a page', (word) => visit(`https://${newHost()}/${word}`)],
      ['the encoded address of a page', (word) => visit(`https://${newHost()}/%77${word.slice(1)}`)],
      [
        'the tag of a bookmark with a description',
        (word) => server.client.bookmarks.create({ url: `https://${newHost()}/`, tags: [word], description: 'x' }),
      ],
      [
        'the address of a bookmark with a description',
        (word) => server.client.bookmarks.create({ url: `https://${newHost()}/${word}`, description: 'x' }),
      ],
      [
        'the value of a memory',
        (word) => server.client.memories.upsert({ scope: 'doc', scopeRef: word, key: 'k', value: word }),
      ],
    ])('say which field matched: %s', async (_, write) => {
      const word = newWord()
      await write(word)
      const hits = await search(word)
      expect(hits.map(({ reasons }) => reasons.fields.length)).toEqual([1])
    })
  })

  describe('what is written', () => {
    it('is found by its new words only, once it is changed', async () => {
      const [before, after] = [newWord(), newWord()]
      const { id } = await task(before)
      await server.client.tasks.update({ id, title: after })
      expect([await search(before), (await search(after)).map((hit) => hit.id)]).toEqual([[], [id]])
    })

    it('is found by the new title of a page', async () => {
      const [before, after] = [newWord(), newWord()]
      const url = `https://${newHost()}/`
      await visit(url, { title: before, visitedAt: at(1) })
      expect(await search(before)).toHaveLength(1)
      await visit(url, { title: after, visitedAt: at(2) })
      expect([await search(before), await search(after)]).toMatchObject([[], [{ title: after }]])
    })

    it('is found no more, once it is deleted', async () => {
      const word = newWord()
      const made = await everyKind(word)
      expect(await search(word)).toHaveLength(5)
      await server.client.tasks.delete({ id: made.task })
      await server.client.memories.delete({ id: made.memory })
      await server.client.bookmarks.delete({ id: made.bookmark })
      await server.client.history.purge({ host: made.host })
      expect((await search(word)).map(({ kind }) => kind)).toEqual(['message'])
    })

    it('by many at the same time is found by the next search', async () => {
      const word = newWord()
      await Promise.all(Array.from({ length: 40 }, (_, n) => task(`${word} ${n}`)))
      expect((await server.client.search.query({ q: word })).total).toBe(40)
    })
  })

  describe('suggestions', () => {
    const suggest = async (q: string, more: object = {}) => (await server.client.search.suggest({ q, ...more })).items

    it('go on from the last word', async () => {
      const word = newWord()
      const { id } = await task(`Big ${word}ful of things`)
      const [found] = await suggest(`big ${word}f`)
      expect(found).toEqual({
        kind: 'task',
        id,
        title: `Big ${word}ful of things`,
        ranges: [
          { start: 0, end: 3 },
          { start: 4, end: 7 + word.length },
        ],
        url: null,
        threadId: null,
      })
    })

    it('take the other words whole', async () => {
      const word = newWord()
      await task(`Big ${word}`)
      expect(await suggest(`bi ${word}`)).toEqual([])
    })

    it('go on letter by letter', async () => {
      const word = `${newWord()}é`
      await task(word)
      for (let length = 5; length <= word.length; length++)
        expect((await suggest(word.slice(0, length))).length).toBeGreaterThan(0)
    })

    it('keep to kinds and limit', async () => {
      const word = newWord()
      await everyKind(word)
      expect((await suggest(word, { kinds: ['task', 'page'] })).map(({ kind }) => kind).toSorted()).toEqual([
        'page',
        'task',
      ])
      expect(await suggest(word, { limit: 2 })).toHaveLength(2)
    })

    it('keep to the filters in the text', async () => {
      const word = newWord()
      const { host } = await everyKind(word)
      await visit(`https://${newHost()}/`, { title: word })
      expect((await suggest(`host:${host} in:page ${word}`)).map(({ url }) => url)).toEqual([`https://${host}/`])
    })

    it.each(['', '   ', '"', '-', '!?'])('for %j are none', async (q) => {
      expect(await suggest(q)).toEqual([])
    })
  })
})
