import { join } from 'node:path'
import { openWorkspace } from '@hydraflow/core'
import type SqliteDatabase from 'better-sqlite3'
import { indexWaiting, openRawWorkspace } from '../raw-database.ts'
import { alternate, perSecond } from '../rounds.ts'
import type { Row } from '../row.ts'
import { withDirectory } from '../temporary.ts'
import { randomFrom, textsFrom } from '../vocabulary.ts'

const messages = 3_000
const rounds = 7
const wordsInMessage = 40

/** Appends to a thread and makes all findable, beside the same statements with nothing around them. */
export const appendCore = (): Promise<Row[]> =>
  withDirectory(async (directory) => {
    const workspace = await openWorkspace({ dataDir: join(directory, 'ours'), workers: 0 })
    const raw = await openRawWorkspace(join(directory, 'raw.db'))
    const text = textsFrom(randomFrom(1))
    const contents = Array.from({ length: messages }, () => text(wordsInMessage))
    const { id: threadId } = await workspace.threads.create({ title: 'Appends' })
    const appendRaw = rawAppends(raw, threadId)
    const ours = () =>
      perSecond(messages, async () => {
        for (const content of contents) await workspace.messages.append({ threadId, role: 'user', content })
        await workspace.search.suggest({ q: 'zz' })
      })
    const measured = await alternate(rounds, ours, () => perSecond(messages, () => appendRaw(contents)))
    raw.close()
    await workspace.close()
    return [{ name: 'append core', unit: '/s', ...measured, target: { ratio: 0.45 } }]
  })

function rawAppends(raw: SqliteDatabase.Database, threadId: string): (contents: readonly string[]) => void {
  raw
    .prepare(`insert into thread (id, title, metadata, createdAt, updatedAt) values (?, 'Appends', '{}', 0, 0)`)
    .run(threadId)
  const begin = raw.prepare('begin immediate')
  const commit = raw.prepare('commit')
  const growThread = raw
    .prepare(
      `update thread set messageCount = messageCount + 1, updatedAt = ?, lastUserMessageAt = coalesce(cast(? as bigint), lastUserMessageAt),
       lastAssistantMessageAt = coalesce(cast(? as bigint), lastAssistantMessageAt) where id = ? returning messageCount`,
    )
    .pluck()
  const insertMessage = raw.prepare(
    `insert into message (id, threadId, sequence, parentId, role, content, tokens, metadata, createdAt)
     values (?, ?, ?, null, 'user', ?, null, '{}', ?)`,
  )
  const countDay = raw.prepare(
    `insert into daily_count (day, kind, count) values (?, 'message', 1)
     on conflict (kind, day) do update set count = daily_count.count + excluded.count`,
  )
  const saveDocument = raw.prepare(
    `insert into search_document (kind, itemId, time, title, body, threadId, hostId) values ('message', ?, ?, '', ?, ?, null)
     on conflict (kind, itemId) do update set time = excluded.time, title = excluded.title, body = excluded.body,
       threadId = excluded.threadId, hostId = excluded.hostId`,
  )
  let written = 0
  return (contents) => {
    for (const content of contents) {
      const now = Date.now() * 1_000
      const id = `0192f0c1-0000-7000-8000-${String(++written).padStart(12, '0')}`
      begin.run()
      const sequence = growThread.get(now, now, null, threadId)
      insertMessage.run(id, threadId, sequence, content, now)
      countDay.run(Math.floor(now / 86_400_000_000))
      saveDocument.run(id, now, content, threadId)
      commit.run()
    }
    indexWaiting(raw)
  }
}
