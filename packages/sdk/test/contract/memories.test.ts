import { describe, expect, it } from 'vitest'
import { badFieldsOf, newWord, reasonOf, refusalOf, without } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

forEachServer('memories', (server) => {
  const upsert = (input: object) =>
    server.client.memories.upsert({ scope: 'doc', scopeRef: newWord(), key: 'key', value: 'value', ...input })

  describe('a memory', () => {
    it('has everything a caller gave', async () => {
      const thread = await server.client.threads.create()
      const task = await server.client.tasks.create({ title: 'a' })
      const message = await server.client.messages.append({ threadId: thread.id, role: 'user', content: '' })
      const given = {
        id: newWord(),
        scope: 'user',
        scopeRef: newWord(),
        key: 'color',
        value: 'red',
        strength: 0.25,
        threadId: thread.id,
        taskId: task.id,
        sourceMessageId: message.id,
        metadata: { a: 1 },
      } as const
      const memory = await server.client.memories.upsert(given)
      expect(memory).toEqual({ ...given, createdAt: memory.createdAt, updatedAt: memory.createdAt })
      expect((await server.client.memories.list({ scopeRef: given.scopeRef })).items).toEqual([memory])
    })

    it('is found again by its scope and key', async () => {
      const scopeRef = newWord()
      const one = await upsert({ scopeRef, value: 'a', strength: 1, metadata: { a: 1 } })
      const two = await upsert({ scopeRef, value: 'b' })
      expect(two).toEqual({ ...one, value: 'b', updatedAt: two.updatedAt })
    })

    it('is another one under another key, scope or scopeRef', async () => {
      const scopeRef = newWord()
      const all = [
        await upsert({ scopeRef }),
        await upsert({ scopeRef, key: 'Key' }),
        await upsert({}),
        await upsert({ scopeRef, scope: 'user' }),
      ]
      expect(new Set(all.map(({ id }) => id)).size).toBe(4)
    })

    it('of scope user without a scopeRef is one, and another than that of a user', async () => {
      const key = newWord()
      const one = await server.client.memories.upsert({ scope: 'user', key, value: 'a' })
      const two = await server.client.memories.upsert({ scope: 'user', scopeRef: newWord(), key, value: 'b' })
      const three = await server.client.memories.upsert({ scope: 'user', key, value: 'c' })
      expect([two.id === one.id, three.id === one.id]).toEqual([false, true])
    })

    it('is found by its id and can get another key', async () => {
      const scopeRef = newWord()
      const { id } = await upsert({ scopeRef })
      await upsert({ id, scopeRef, key: 'other' })
      const { items } = await server.client.memories.list({ scopeRef })
      expect(items.map((item) => [item.id, item.key])).toEqual([[id, 'other']])
    })

    it('cannot take the key of another', async () => {
      const scopeRef = newWord()
      const one = await upsert({ scopeRef, key: 'one' })
      const two = await upsert({ scopeRef, key: 'two' })
      const refusal = await refusalOf(upsert({ id: two.id, scopeRef, key: 'one' }))
      expect(refusal).toMatchObject({ kind: 'conflict', reason: 'ID_TAKEN', details: { id: one.id } })
    })

    it('under a new id cannot take the key of one that is there', async () => {
      const scopeRef = newWord()
      await upsert({ scopeRef })
      expect(await reasonOf(upsert({ id: newWord(), scopeRef }))).toBe('ID_TAKEN')
    })

    it('is made once when many callers make it at the same time', async () => {
      const scopeRef = newWord()
      await Promise.all(Array.from({ length: 10 }, (_, n) => upsert({ scopeRef, value: `${n}` })))
      expect((await server.client.memories.list({ scopeRef })).items).toHaveLength(1)
    })

    it('that is global has no scopeRef', async () => {
      const refusal = await refusalOf(upsert({ scope: 'global' }))
      expect(refusal).toMatchObject({
        kind: 'invalid',
        reason: 'SCOPE_REF_NOT_ALLOWED',
        details: { issues: [{ path: 'scopeRef' }] },
      })
    })

    it.each(['doc', 'thread'])('of scope %s needs a scopeRef', async (scope) => {
      const refusal = await refusalOf(upsert({ scope, scopeRef: undefined }))
      expect(refusal).toMatchObject({
        kind: 'invalid',
        reason: 'SCOPE_REF_REQUIRED',
        details: { issues: [{ path: 'scopeRef' }] },
      })
    })

    it('of scope thread belongs to the thread of its scopeRef', async () => {
      const { id } = await server.client.threads.create()
      expect(await upsert({ scope: 'thread', scopeRef: id })).toMatchObject({ scopeRef: id, threadId: id })
    })

    it('of scope thread needs a thread that is there', async () => {
      expect(await reasonOf(upsert({ scope: 'thread' }))).toBe('THREAD_NOT_FOUND')
    })

    it.each([
      ['threadId', 'THREAD_NOT_FOUND'],
      ['taskId', 'TASK_NOT_FOUND'],
      ['sourceMessageId', 'MESSAGE_NOT_FOUND'],
    ])('is refused for a %s that is not there', async (field, reason) => {
      expect(await reasonOf(upsert({ [field]: newWord() }))).toBe(reason)
    })

    it.each([-0.1, 1.1])('is refused for the strength %s', async (strength) => {
      expect(await badFieldsOf(upsert({ strength }))).toEqual(['strength'])
    })

    it.each([0, 1])('may have the strength %s', async (strength) => {
      expect((await upsert({ strength })).strength).toBe(strength)
    })

    it('loses the links that null clears', async () => {
      const scopeRef = newWord()
      const task = await server.client.tasks.create({ title: 'a' })
      await upsert({ scopeRef, taskId: task.id })
      expect((await upsert({ scopeRef, taskId: null })).taskId).toBeNull()
    })

    it('is deleted, and says so', async () => {
      const { id, scopeRef } = await upsert({})
      expect(await server.client.memories.delete({ id })).toEqual({ deleted: id, removed: { memories: 1 } })
      expect((await server.client.memories.list({ scopeRef: scopeRef! })).items).toEqual([])
    })

    it('that is not there cannot be deleted', async () => {
      expect(await refusalOf(server.client.memories.delete({ id: newWord() }))).toMatchObject({
        kind: 'not_found',
        reason: 'MEMORY_NOT_FOUND',
      })
    })
  })

  describe('the list of memories', () => {
    it('has the one changed last first', async () => {
      const scopeRef = newWord()
      for (const key of ['a', 'b', 'c', 'a']) await upsert({ scopeRef, key, value: newWord() })
      const { items } = await server.client.memories.list({ scopeRef })
      expect(items.map(({ key }) => key)).toEqual(['a', 'c', 'b'])
    })

    it('filters by scope, thread, task and key', async () => {
      const thread = await server.client.threads.create()
      const task = await server.client.tasks.create({ title: 'a' })
      const key = newWord()
      const { id } = await upsert({ key, threadId: thread.id, taskId: task.id })
      await upsert({ key, scope: 'user' })
      for (const filter of [{ key, scope: 'doc' }, { threadId: thread.id }, { taskId: task.id }] as const) {
        const { items } = await server.client.memories.list(filter)
        expect(items.map((item) => item.id)).toEqual([id])
      }
    })
  })

  describe('searching memories', () => {
    const found = async (q: string, more: object = {}) =>
      (await server.client.memories.search({ q, ...more })).items.map(({ memory }) => memory.key)

    it('finds words of the key and of the value', async () => {
      const word = newWord()
      await upsert({ key: `${word} in key` })
      await upsert({ key: 'in value', value: `the ${word}` })
      expect((await found(word)).toSorted()).toEqual([`${word} in key`, 'in value'].toSorted())
    })

    it('ranks the stronger of two that match alike first', async () => {
      const word = newWord()
      for (const [key, strength] of [
        ['weak', 0.1],
        ['strong', 0.9],
        ['middle', 0.5],
      ] as const)
        await upsert({ key, value: word, strength })
      expect(await found(word)).toEqual(['strong', 'middle', 'weak'])
    })

    it('ranks the better match first', async () => {
      const word = newWord()
      await upsert({ key: 'beside', value: `${'other words '.repeat(50)} ${word}` })
      await upsert({ key: word, value: 'in the key' })
      expect((await found(word))[0]).toBe(word)
    })

    it('gives scores that fall', async () => {
      const word = newWord()
      for (const strength of [0.2, 0.8, 0.4]) await upsert({ key: `${strength}`, value: word, strength })
      const scores = (await server.client.memories.search({ q: word })).items.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    })

    it('keeps to its filters', async () => {
      const word = newWord()
      const scopeRef = newWord()
      await upsert({ scopeRef, key: 'in', value: word })
      await upsert({ key: 'out', value: word })
      expect(await found(word, { scopeRef })).toEqual(['in'])
    })

    it('keeps to its limit', async () => {
      const word = newWord()
      for (const key of ['a', 'b', 'c']) await upsert({ key, value: word })
      expect(await found(word, { limit: 2 })).toHaveLength(2)
    })

    it('with no words gives the strongest', async () => {
      const scopeRef = newWord()
      for (const [key, strength] of [
        ['weak', 0.1],
        ['strong', 0.9],
      ] as const)
        await upsert({ scopeRef, key, strength })
      expect(await found('', { scopeRef })).toEqual(['strong', 'weak'])
    })

    it('finds what was just changed by its new value only', async () => {
      const scopeRef = newWord()
      const [before, after] = [newWord(), newWord()]
      await upsert({ scopeRef, value: before })
      await upsert({ scopeRef, value: after })
      expect([await found(before), await found(after)]).toEqual([[], ['key']])
    })
  })

  describe('the audit trail', () => {
    it('tells of several who change a memory at the same time in turn', async () => {
      for (let round = 0; round < 10; round++) {
        const scopeRef = newWord()
        const { id } = await upsert({ scopeRef, value: '0' })
        await Promise.all(['1', '2', '3', '4'].map((value) => upsert({ scopeRef, value })))
        const { items } = await server.client.memories.changes({ id })
        const inTurn = items.toReversed()
        expect(inTurn.map(({ valueBefore }) => valueBefore)).toEqual([
          null,
          ...inTurn.slice(0, -1).map(({ valueAfter }) => valueAfter),
        ])
      }
    })

    it('tells every change, newest first', async () => {
      const scopeRef = newWord()
      const { id } = await upsert({ scopeRef, value: 'a', strength: 0.1 })
      await upsert({ scopeRef, value: 'b', strength: 0.2 })
      const { items } = await server.client.memories.changes({ id })
      const same = { memoryId: id, scope: 'doc', scopeRef, key: 'key' }
      expect(items.map((change) => without(change, 'id', 'changedAt'))).toEqual([
        { ...same, action: 'updated', valueBefore: 'a', valueAfter: 'b', strengthBefore: 0.1, strengthAfter: 0.2 },
        { ...same, action: 'created', valueBefore: null, valueAfter: 'a', strengthBefore: null, strengthAfter: 0.1 },
      ])
    })

    it('tells nothing when nothing changed', async () => {
      const scopeRef = newWord()
      const one = await upsert({ scopeRef })
      expect(await upsert({ scopeRef })).toEqual(one)
      expect((await server.client.memories.changes({ id: one.id })).items).toHaveLength(1)
    })

    it('forgets what a deleted memory said', async () => {
      const scopeRef = newWord()
      const { id } = await upsert({ scopeRef, value: 'a' })
      await upsert({ scopeRef, value: 'b' })
      await server.client.memories.delete({ id })
      const { items } = await server.client.memories.changes({ id })
      expect(items.map(({ action, valueBefore, valueAfter }) => [action, valueBefore, valueAfter])).toEqual([
        ['deleted', null, null],
        ['updated', null, null],
        ['created', null, null],
      ])
    })

    it('forgets it as well when the thread of the memory is deleted', async () => {
      const thread = await server.client.threads.create()
      const { id } = await upsert({ scope: 'thread', scopeRef: thread.id, value: 'a' })
      await server.client.threads.delete({ id: thread.id })
      const { items } = await server.client.memories.changes({ id })
      expect(items.map(({ action, valueAfter }) => [action, valueAfter])).toEqual([
        ['deleted', null],
        ['created', null],
      ])
    })
  })
})
