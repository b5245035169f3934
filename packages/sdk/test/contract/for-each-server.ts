import { forEachEngine } from '@hydraflow/db/testing'
import { type TestServer, startServer } from '@hydraflow/server/testing'
import { afterAll, beforeAll } from 'vitest'
import { type Client, createClient } from '../../src/node.ts'

/** A running server and a client of it; read its fields inside tests and hooks, before that there is no server. */
export interface ServerUnderTest {
  readonly engine: 'sqlite' | 'postgres'
  readonly client: Client
  readonly url: string
  readonly token: string
  readonly dataDir: string
  readonly request: TestServer['request']
}

/** Defines the same tests for a server on SQLite and for one on PostgreSQL, each with a workspace of its own. */
export function forEachServer(title: string, define: (server: ServerUnderTest) => void): void {
  forEachEngine(title, ({ name, location }) => {
    let server: TestServer | undefined
    let client: Client | undefined
    beforeAll(async () => {
      server = await startServer(name === 'postgres' ? { env: { databaseUrl: await location() } } : {})
      client = createClient({ url: server.url, token: server.token })
    })
    afterAll(async () => {
      client?.close()
      await server?.stop()
    })
    const started = () => {
      if (!server || !client) throw new Error('The server is there only while tests run.')
      return { server, client }
    }
    define({
      engine: name,
      get client() {
        return started().client
      },
      get url() {
        return started().server.url
      },
      get token() {
        return started().server.token
      },
      get dataDir() {
        return started().server.dataDir
      },
      request: (path, init) => started().server.request(path, init),
    })
  })
}
