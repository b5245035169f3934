import { describe, expect, it } from 'vitest'
import { at, badFieldsOf, newWord, reasonOf, refusalOf } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

const closed = ['completed', 'failed', 'cancelled'] as const
const open = ['pending', 'in_progress', 'blocked'] as const

forEachServer('tasks', (server) => {
  describe('a task', () => {
    it('has everything a caller gave', async () => {
      const thread = await server.client.threads.create()
      const given = {
        threadId: thread.id,
        title: 'Compare',
        description: 'All of them',
        status: 'in_progress',
        priority: 3,
        owner: 'ada',
        dueAt: at(5),
        result: { best: ['red'] },
        metadata: { a: 1 },
      } as const
      const task = await server.client.tasks.create(given)
      expect(task).toEqual({
        ...given,
        id: task.id,
        closedAt: null,
        createdAt: task.createdAt,
        updatedAt: task.createdAt,
      })
      expect(await server.client.tasks.get({ id: task.id })).toEqual(task)
    })

    it('is pending, of priority 0 and else empty when only its title is given', async () => {
      const task = await server.client.tasks.create({ title: 'Compare' })
      expect(task).toEqual({
        id: task.id,
        threadId: null,
        title: 'Compare',
        description: null,
        status: 'pending',
        priority: 0,
        owner: null,
        dueAt: null,
        closedAt: null,
        result: null,
        metadata: {},
        createdAt: task.createdAt,
        updatedAt: task.createdAt,
      })
    })

    it('needs its thread', async () => {
      expect(await reasonOf(server.client.tasks.create({ title: 'Compare', threadId: newWord() }))).toBe(
        'THREAD_NOT_FOUND',
      )
    })

    it('changes only in the fields that are given', async () => {
      const task = await server.client.tasks.create({
        title: 'a',
        description: 'b',
        owner: 'c',
        dueAt: at(1),
        result: 1,
      })
      const changed = await server.client.tasks.update({ id: task.id, title: 'd' })
      expect(changed).toEqual({ ...task, title: 'd', updatedAt: changed.updatedAt })
    })

    it('stays as it is when no field is given', async () => {
      const task = await server.client.tasks.create({ title: 'a', owner: 'b' })
      const changed = await server.client.tasks.update({ id: task.id })
      expect(changed).toEqual({ ...task, updatedAt: changed.updatedAt })
    })

    it('loses what null clears', async () => {
      const thread = await server.client.threads.create()
      const full = { threadId: thread.id, description: 'b', owner: 'c', dueAt: at(1), result: [1] }
      const { id } = await server.client.tasks.create({ title: 'a', ...full })
      const empty = { threadId: null, description: null, owner: null, dueAt: null, result: null }
      expect(await server.client.tasks.update({ id, ...empty })).toMatchObject(empty)
    })

    it.each(['get', 'delete', 'update', 'events'] as const)('that is not there cannot be asked to %s', async (verb) => {
      const refusal = await refusalOf(server.client.tasks[verb]({ id: newWord() }))
      expect(refusal).toMatchObject({ kind: 'not_found', reason: 'TASK_NOT_FOUND' })
    })

    it.each(closed)('is closed since it became %s', async (status) => {
      const { id } = await server.client.tasks.create({ title: 'a' })
      const task = await server.client.tasks.update({ id, status })
      expect(task.closedAt).toBe(task.updatedAt)
    })

    it.each(closed)('made as %s is closed from the start', async (status) => {
      const task = await server.client.tasks.create({ title: 'a', status })
      expect(task.closedAt).toBe(task.createdAt)
    })

    it.each(open)('is open again when it becomes %s', async (status) => {
      const { id } = await server.client.tasks.create({ title: 'a', status: 'completed' })
      expect((await server.client.tasks.update({ id, status })).closedAt).toBeNull()
    })

    it('stays closed at the same time when something else changes', async () => {
      const { id, closedAt } = await server.client.tasks.create({ title: 'a', status: 'completed' })
      expect((await server.client.tasks.update({ id, status: 'completed', title: 'b' })).closedAt).toBe(closedAt)
    })

    it('of an unknown status is refused', async () => {
      expect(await badFieldsOf(server.client.tasks.create({ title: 'a', status: 'done' as never }))).toEqual(['status'])
    })

    it('is deleted with its events, and says so', async () => {
      const { id } = await server.client.tasks.create({ title: 'a' })
      await server.client.tasks.update({ id, status: 'blocked' })
      await server.client.tasks.addEvent({ id, eventType: 'noted' })
      expect(await server.client.tasks.delete({ id })).toEqual({ deleted: id, removed: { tasks: 1, taskEvents: 2 } })
      expect(await reasonOf(server.client.tasks.get({ id }))).toBe('TASK_NOT_FOUND')
    })
  })

  describe('the events of a task', () => {
    it('tell every change of status, in order', async () => {
      const { id } = await server.client.tasks.create({ title: 'a' })
      await server.client.tasks.update({ id, status: 'in_progress' })
      await server.client.tasks.update({ id, status: 'completed' })
      const { items } = await server.client.tasks.events({ id })
      expect(items.map(({ sequence, eventType, payload }) => [sequence, eventType, payload])).toEqual([
        [1, 'status_changed', { from: 'pending', to: 'in_progress' }],
        [2, 'status_changed', { from: 'in_progress', to: 'completed' }],
      ])
    })

    it('tell nothing when the status stays', async () => {
      const { id } = await server.client.tasks.create({ title: 'a' })
      await server.client.tasks.update({ id, status: 'pending', title: 'b' })
      expect((await server.client.tasks.events({ id })).items).toEqual([])
    })

    it('can be added with any payload', async () => {
      const { id } = await server.client.tasks.create({ title: 'a' })
      const event = await server.client.tasks.addEvent({ id, eventType: 'noted', payload: { by: ['ada', 1, null] } })
      expect(event).toEqual({
        id: event.id,
        taskId: id,
        sequence: 1,
        eventType: 'noted',
        payload: { by: ['ada', 1, null] },
        createdAt: event.createdAt,
      })
      expect((await server.client.tasks.events({ id })).items).toEqual([event])
    })

    it('have each their place when 30 are added at the same time', async () => {
      const { id } = await server.client.tasks.create({ title: 'a' })
      await Promise.all(Array.from({ length: 30 }, () => server.client.tasks.addEvent({ id, eventType: 'noted' })))
      const { items } = await server.client.tasks.events({ id })
      expect(items.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
    })

    it('tell both moves when two callers change the status at the same time', async () => {
      const { id } = await server.client.tasks.create({ title: 'a' })
      await Promise.all((['blocked', 'completed'] as const).map((status) => server.client.tasks.update({ id, status })))
      const moves = (await server.client.tasks.events({ id })).items.map(
        ({ payload }) => payload as { from: string; to: string },
      )
      expect(moves[1]?.from).toBe(moves[0]?.to)
      expect((await server.client.tasks.get({ id })).status).toBe(moves[1]?.to)
    })
  })

  describe('the list of tasks', () => {
    const titles = async (input: object) => (await server.client.tasks.list(input)).items.map(({ title }) => title)

    it('keeps one status or several', async () => {
      const owner = newWord()
      for (const status of [...open, ...closed]) await server.client.tasks.create({ title: status, owner, status })
      expect(await titles({ owner, status: 'blocked' })).toEqual(['blocked'])
      expect(await titles({ owner, status: ['blocked', 'failed'] })).toEqual(['failed', 'blocked'])
    })

    it('keeps the tasks of one thread', async () => {
      const { id: threadId } = await server.client.threads.create()
      await server.client.tasks.create({ title: 'in it', threadId })
      await server.client.tasks.create({ title: 'in none' })
      expect(await titles({ threadId })).toEqual(['in it'])
    })

    it('keeps the tasks of one owner, exactly', async () => {
      const owner = newWord()
      await server.client.tasks.create({ title: 'one', owner })
      await server.client.tasks.create({ title: 'other', owner: `${owner}2` })
      expect(await titles({ owner })).toEqual(['one'])
    })

    it.each([
      [true, ['late']],
      [false, ['done late', 'early', 'never']],
    ])('tells with overdue %s what is open beyond its time', async (overdue, expected) => {
      const owner = newWord()
      await server.client.tasks.create({ title: 'never', owner })
      await server.client.tasks.create({ title: 'late', owner, dueAt: at(0) })
      await server.client.tasks.create({ title: 'early', owner, dueAt: '2200-01-01T00:00:00Z' })
      await server.client.tasks.create({ title: 'done late', owner, dueAt: at(0), status: 'completed' })
      expect(await titles({ owner, overdue })).toEqual(expected)
    })
  })
})
