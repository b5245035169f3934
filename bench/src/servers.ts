import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type SpawnedServer, spawnServer } from '@hydraflow/server/testing'
import autocannon from 'autocannon'

/** A server as a process of its own, to send requests to. */
export interface Target {
  readonly url: string
  readonly token?: string
}

export interface Request {
  readonly path: string
  readonly json?: unknown
}

/** Starts our server as users do. It never outlives this process. */
export async function startOurs(dataDir: string): Promise<SpawnedServer> {
  const server = await spawnServer({ dataDir })
  const kill = () => server.process.kill('SIGKILL')
  process.once('exit', kill)
  server.process.once('exit', () => process.off('exit', kill))
  return server
}

/** Starts the peer on an empty database of its own. */
export async function startPeer(file: string): Promise<Target & { stop(): Promise<void> }> {
  const child: ChildProcess = fork(new URL('./peers/trpc-server.ts', import.meta.url), [file])
  const [port] = (await once(child, 'message')) as [number]
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

const secondsInRound = 3
const connections = 10

/** Requests a second that the server answers well. */
export async function requestsPerSecond({ url, token }: Target, { path, json }: Request): Promise<number> {
  const result = await autocannon({
    url: `${url}${path}`,
    connections,
    duration: secondsInRound,
    method: json === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} lost.`)
  return result['2xx'] / result.duration
}
