import { join } from 'node:path'
import { alternate } from '../rounds.ts'
import type { Row } from '../row.ts'
import { requestsPerSecond, startOurs, startPeer } from '../servers.ts'
import { withDirectory } from '../temporary.ts'
import { randomFrom, textsFrom } from '../vocabulary.ts'

const rounds = 5

/** Appends through our whole server, beside a server that does nothing but one insert. */
export const appendHttp = (): Promise<Row[]> =>
  withDirectory(async (directory) => {
    const server = await startOurs(join(directory, 'ours'))
    const peer = await startPeer(join(directory, 'peer.db'))
    const created = await server.request('/api/threads', { json: { title: 'Appends' } })
    const { id: threadId } = (await created.json()) as { id: string }
    const content = textsFrom(randomFrom(2))(20)
    const append = { path: '/trpc/messages.append', json: { threadId, role: 'user', content } }
    const measured = await alternate(
      rounds,
      () => requestsPerSecond(server, append),
      () => requestsPerSecond(peer, append),
    )
    await peer.stop()
    await server.stop()
    return [{ name: 'append HTTP', unit: '/s', ...measured, target: { ratio: 0.8 } }]
  })
