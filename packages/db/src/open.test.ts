import { sql } from 'kysely'
import { expect, it, vi } from 'vitest'
import { insertRows } from './insert-rows.ts'
import { openDatabase } from './open.ts'
import { statement } from './statement.ts'
import { forEachEngine } from './testing.ts'

forEachEngine('a database', (engine) => {
  const thread = (id: string) => ({
    id,
    title: 'T',
    metadata: '{}',
    messageCount: 0,
    createdAt: 1_700_000_000_000_123,
    updatedAt: 1,
  })

  it('keeps integers of microseconds exactly', async () => {
    const database = await engine.open()
    await database.transact((tx) => tx.insertInto('thread').values(thread('a')).execute())
    const row = await database.look.selectFrom('thread').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ createdAt: 1_700_000_000_000_123, messageCount: 0 })
  })

  it.runIf(engine.name === 'postgres')(
    'that nobody asked for anything leaves no connection when it is closed',
    async () => {
      const location = await engine.location()
      await (await engine.open(location)).close()
      const other = await engine.open(location)
      const connections = sql<{
        count: number
      }>`select count(*) from pg_stat_activity where datname = current_database()`
      await expect
        .poll(async () => (await connections.execute(other.look as never)).rows, { timeout: 3_000 })
        .toEqual([{ count: 1 }])
    },
  )

  it('takes back everything when a transaction fails', async () => {
    const database = await engine.open()
    const failed = database.transact(async (tx) => {
      await tx.insertInto('thread').values(thread('a')).execute()
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await database.look.selectFrom('thread').selectAll().execute()).toEqual([])
  })

  it('takes back one of many transactions at once, and keeps the others', async () => {
    const database = await engine.open()
    const ids = ['a', 'b', 'c', 'd', 'e']
    const outcomes = await Promise.allSettled(
      ids.map((id) =>
        database.transact(async (tx) => {
          await tx.insertInto('thread').values(thread(id)).execute()
          if (id === 'b' || id === 'e') throw new Error(`no ${id}`)
          return id
        }),
      ),
    )
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))),
    ).toEqual(['a', 'Error: no b', 'c', 'd', 'Error: no e'])
    const rows = await database.look.selectFrom('thread').select('id').orderBy('id').execute()
    expect(rows.map(({ id }) => id)).toEqual(['a', 'c', 'd'])
  })

  it('says of no transaction that it is done before another connection can see it', async () => {
    const location = await engine.location()
    const [one, two] = [await engine.open(location), await engine.open(location)]
    const seen = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await one.transact((tx) =>
          tx
            .insertInto('thread')
            .values(thread(`${n}`))
            .execute(),
        )
        return await two.look.selectFrom('thread').select('id').where('id', '=', `${n}`).executeTakeFirst()
      }),
    )
    expect(seen.filter((row) => row === undefined)).toEqual([])
  })

  it('lets two connections write in turn', async () => {
    const location = await engine.location()
    const [one, two] = [await engine.open(location), await engine.open(location)]
    const write = (database: typeof one, from: string) =>
      Array.from({ length: 20 }, (_, n) =>
        database.transact((tx) =>
          tx
            .insertInto('thread')
            .values(thread(`${from}${n}`))
            .execute(),
        ),
      )
    await Promise.all([...write(one, 'a'), ...write(two, 'b')])
    const { count } = await one.look
      .selectFrom('thread')
      .select(sql<number>`count(*)`.as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(40)
  })

  it('runs a compiled statement with new values each time', async () => {
    const database = await engine.open()
    const add = statement<{ id: string; title: string }>()((db, slots) =>
      db
        .insertInto('thread')
        .values({ ...thread(''), id: slots.id, title: slots.title })
        .returning('title'),
    )
    const titles = await database.transact(async (tx) => [
      (await add(tx, { id: 'a', title: 'one' })).rows,
      (await add(tx, { id: 'b', title: 'two' })).rows,
    ])
    expect(titles).toEqual([[{ title: 'one' }], [{ title: 'two' }]])
  })

  it('inserts many rows and says which went in', async () => {
    const database = await engine.open()
    const rows = Array.from({ length: 250 }, (_, n) => ({ name: `h${n % 200}`, reversedName: 'x' }))
    const added = await database.transact((tx) =>
      insertRows(tx, 'host', rows, {
        columns: ['name', 'reversedName'],
        onConflict: 'on conflict ("name") do nothing',
        returning: ['id', 'name'],
      }),
    )
    expect(new Set(added.map(({ name }) => name)).size).toBe(200)
    expect(added).toHaveLength(200)
  })

  it('wakes a listener on another connection', async () => {
    const location = await engine.location()
    const [one, two] = [await engine.open(location), await engine.open(location)]
    const heard = new Promise<void>((resolve) => two.listen(resolve))
    one.announce()
    await heard
  })

  it('finds documents by words, phrases, prefixes and exclusions', async () => {
    const database = await engine.open()
    const texts = ['red green blue', 'green red', 'greenhouse', 'münchen 東 京']
    await database.transact((tx) =>
      insertRows(
        tx,
        'search_document',
        texts.map((title, n) => ({ kind: 'page', itemId: String(n), time: 0, title, body: 'body' })),
        { columns: ['kind', 'itemId', 'time', 'title', 'body'] },
      ),
    )
    await database.searchable()
    const find = async (...terms: Parameters<typeof database.search.lexical>[0][number][]) =>
      (await database.search.matching(database.look, terms).select('d.itemId').orderBy('d.id').execute()).map(
        ({ itemId }) => itemId,
      )
    expect(await find({ words: ['red', 'green'] })).toEqual(['0'])
    expect(await find({ words: ['red'] }, { words: ['green'] })).toEqual(['0', '1'])
    expect(await find({ words: ['green'], prefix: true })).toEqual(['0', '1', '2'])
    expect(await find({ words: ['green'] }, { words: ['blue'], excluded: true })).toEqual(['1'])
    expect(await find({ words: ['東', '京'] })).toEqual(['3'])
    expect(await find({ words: ['münchen'] })).toEqual(['3'])
    expect(await find({ words: ['red'] }, { words: ['body'], prefix: true })).toEqual(['0', '1'])
  })

  it('ranks a word in the title above one in the body', async () => {
    const database = await engine.open()
    const rows = [
      { title: 'other words here', body: 'apple' },
      { title: 'apple words here', body: 'other' },
    ].map((text, n) => ({ kind: 'page', itemId: String(n), time: 0, ...text }))
    await database.transact((tx) =>
      insertRows(tx, 'search_document', rows, { columns: ['kind', 'itemId', 'time', 'title', 'body'] }),
    )
    await database.searchable()
    const terms = [{ words: ['apple'] }]
    const best = await database.search
      .matching(database.look, terms)
      .select(['d.itemId', database.search.lexical(terms).as('score')])
      .orderBy('score', 'desc')
      .execute()
    expect(best.map(({ itemId }) => itemId)).toEqual(['1', '0'])
    expect(best[0]?.score).toBeGreaterThan(best[1]?.score ?? Number.NaN)
  })

  it('measures and checks itself', async () => {
    const database = await engine.open()
    const { database: total, indexes } = await database.measure()
    expect(total).toBeGreaterThan(indexes)
    expect(indexes).toBeGreaterThan(0)
    expect(await database.check()).toEqual([])
  })

  it('holds no connection when it is closed before anybody asked it anything', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
    const before = sockets()
    const database = await openDatabase(await engine.location())
    await database.close()
    await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before))
  })
})
