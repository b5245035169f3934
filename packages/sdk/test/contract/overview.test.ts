import { expect, it } from 'vitest'
import type { Overview } from '@hydraflow/core/contract'
import { newHost } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

forEachServer('the overview', (server) => {
  const today = new Date().toISOString().slice(0, 10)
  const get = () => server.client.overview.get()

  it('of an empty workspace counts nothing', async () => {
    const { counts, jobs, indexes, engine } = await get()
    expect(counts).toEqual({
      openTabs: 0,
      visits: 0,
      pages: 0,
      snapshots: 0,
      bookmarks: 0,
      threads: 0,
      messages: 0,
      tasks: { pending: 0, in_progress: 0, blocked: 0, completed: 0, failed: 0, cancelled: 0 },
      tasksOverdue: 0,
      memories: 0,
      repos: 0,
      changes: 0,
      bundles: 0,
    })
    expect(jobs.byStatus).toEqual({ queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 })
    expect(indexes).toMatchObject({ documents: 0, pending: 0, stale: 0 })
    expect(engine).toEqual({ name: server.engine, version: expect.stringMatching(/^\d+\.\d+/) })
  })

  it('follows what is written and deleted', async () => {
    const { client } = server
    const empty = (await get()).counts
    const thread = await client.threads.create()
    await client.messages.append({ threadId: thread.id, role: 'user', content: '' })
    const task = await client.tasks.create({ title: 'a', dueAt: '2020-01-01T00:00:00Z' })
    const done = await client.tasks.create({ title: 'b', status: 'completed' })
    const memory = await client.memories.upsert({ scope: 'global', key: 'a', value: 'b' })
    const bookmark = await client.bookmarks.create({ url: `https://${newHost()}/` })
    const tab = await client.tabs.upsert({ id: 'tab' })
    const host = newHost()
    await client.history.record({ url: `https://${host}/`, visitedAt: '2024-01-01T00:00:00Z' })
    await client.history.record({ url: `https://${host}/` })
    expect((await get()).counts).toEqual({
      ...empty,
      openTabs: 1,
      visits: 2,
      pages: 1,
      bookmarks: 1,
      threads: 1,
      messages: 1,
      tasks: { ...empty.tasks, pending: 1, completed: 1 },
      tasksOverdue: 1,
      memories: 1,
    })
    await client.threads.delete({ id: thread.id })
    await client.tasks.delete({ id: task.id })
    await client.tasks.delete({ id: done.id })
    await client.memories.delete({ id: memory.id })
    await client.bookmarks.delete({ id: bookmark.id })
    await client.tabs.close({ id: tab.id })
    await client.history.purge({ host })
    expect((await get()).counts).toEqual(empty)
  })

  it('shows the activity of the last 90 days, oldest first, without gaps', async () => {
    const { activity } = await get()
    const days = Array.from({ length: 90 }, (_, n) =>
      new Date(Date.parse(today) - (89 - n) * 86_400_000).toISOString().slice(0, 10),
    )
    expect(activity.map(({ day }) => day)).toEqual(days)
  })

  it('counts activity on the day it happened', async () => {
    const { client } = server
    const host = newHost()
    const day = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10)
    const before = (await get()).activity
    await client.history.record({ url: `https://${host}/`, visitedAt: `${day}T00:00:00Z` })
    await client.history.record({ url: `https://${host}/`, visitedAt: `${day}T23:59:59.999999Z` })
    await client.history.record({ url: `https://${host}/`, visitedAt: '2001-01-01T00:00:00Z' })
    const { id: threadId } = await client.threads.create()
    await client.messages.append({ threadId, role: 'user', content: '', createdAt: `${day}T12:00:00Z` })
    await client.tasks.create({ title: 'a' })
    const expected = before.map((one) => ({
      ...one,
      visits: one.visits + (one.day === day ? 2 : 0),
      messages: one.messages + (one.day === day ? 1 : 0),
      tasks: one.tasks + (one.day === today ? 1 : 0),
    }))
    expect((await get()).activity).toEqual(expected)
    await client.history.purge({ host })
    expect((await get()).activity).toEqual(
      expected.map((one) => ({ ...one, visits: before.find(({ day: same }) => same === one.day)!.visits })),
    )
  })

  it('says how large the database is', async () => {
    expect((await get()).storage.database).toBeGreaterThan(0)
  })

  it('counts the documents that search knows', async () => {
    const before = (await get()).indexes.documents
    const { id } = await server.client.tasks.create({ title: 'a' })
    expect((await get()).indexes.documents).toBe(before + 1)
    await server.client.tasks.delete({ id })
    expect((await get()).indexes.documents).toBe(before)
  })

  it('when watched comes at once and again after a change', async () => {
    const seen: Overview['counts'][] = []
    for await (const { counts } of server.client.overview.watch()) {
      seen.push(counts)
      if (seen.length === 1) await server.client.threads.create()
      if (counts.threads === seen[0]!.threads + 1) break
    }
    expect(seen.at(-1)).toEqual({ ...seen[0], threads: seen[0]!.threads + 1 })
  })
})
