import { join } from 'node:path'
import { openWorkspace } from '@hydraflow/core'
import SqliteDatabase from 'better-sqlite3'
import { alternate, perSecond } from '../rounds.ts'
import type { Row } from '../row.ts'
import { requestsPerSecond, startOurs, startPeer } from '../servers.ts'
import { withDirectory } from '../temporary.ts'
import { randomFrom, textsFrom } from '../vocabulary.ts'

const messages = 10_000
const limit = 50
const reads = 1_000
const rounds = 7
const httpRounds = 3

/** The newest messages of a long thread, in the process and over HTTP. */
export const list = (): Promise<Row[]> =>
  withDirectory(async (directory) => {
    const dataDir = join(directory, 'ours')
    const threadId = await fill(dataDir)
    const peerFile = join(directory, 'peer.db')
    const peer = await startPeer(peerFile)
    copyMessages(join(dataDir, 'hydraflow.db'), peerFile)
    const core = await listCore(dataDir, threadId)
    const server = await startOurs(dataDir)
    const input = encodeURIComponent(JSON.stringify({ threadId, limit }))
    const http = await alternate(
      httpRounds,
      () => requestsPerSecond(server, { path: `/api/threads/${threadId}/messages?limit=${limit}` }),
      () => requestsPerSecond(peer, { path: `/trpc/messages.list?input=${input}` }),
    )
    await server.stop()
    await peer.stop()
    return [
      { name: 'list 50 messages, core', unit: '/s', ...core },
      { name: 'list 50 messages, HTTP', unit: '/s', ...http, target: { atLeast: 1_000 } },
    ]
  })

async function fill(dataDir: string): Promise<string> {
  const workspace = await openWorkspace({ dataDir, workers: 0 })
  const { id: threadId } = await workspace.threads.create({ title: 'Long' })
  const text = textsFrom(randomFrom(3))
  for (let count = 0; count < messages; count++)
    await workspace.messages.append({ threadId, role: 'user', content: text(40) })
  await workspace.search.suggest({ q: 'zz' })
  await workspace.close()
  return threadId
}

function copyMessages(from: string, to: string) {
  const database = new SqliteDatabase(to)
  database.prepare('attach ? as ours').run(from)
  database.exec('insert into message select * from ours.message')
  database.close()
}

async function listCore(dataDir: string, threadId: string) {
  const workspace = await openWorkspace({ dataDir, workers: 0 })
  const raw = new SqliteDatabase(join(dataDir, 'hydraflow.db'), { readonly: true })
  const select = raw.prepare('select * from message where threadId = ? and sequence < ? order by sequence desc limit ?')
  const measured = await alternate(
    rounds,
    () =>
      perSecond(reads, async () => {
        for (let read = 0; read < reads; read++) await workspace.messages.list({ threadId, limit })
      }),
    () =>
      perSecond(reads, () => {
        for (let read = 0; read < reads; read++) select.all(threadId, Number.MAX_SAFE_INTEGER, limit + 1)
      }),
  )
  raw.close()
  await workspace.close()
  return measured
}
