import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configFrom } from './config/config.ts'
import type { Env } from './config/env.ts'
import { openServer } from './server.ts'

/** A real server on a real port, for tests. */
export interface TestServer {
  readonly url: string
  readonly token: string
  readonly dataDir: string
  readonly signInUrl: string
  /** Fetches a path with the token; a body is sent as JSON. */
  request(path: string, init?: TestRequest): Promise<Response>
  /** Stops the server; the data directory stays if the test brought it. */
  stop(): Promise<void>
}

export interface TestRequest {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly json?: unknown
}

export interface TestServerOptions {
  readonly dataDir?: string
  /** 0, any free port, unless a test needs the same one again. */
  readonly port?: number
  readonly env?: Partial<Env>
}

export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'hydraflow-test-'))

/** Starts a server in this process. */
export async function startServer({ dataDir, port = 0, env = {} }: TestServerOptions = {}): Promise<TestServer> {
  const dir = dataDir ?? temporaryDirectory()
  const server = await openServer(
    configFrom({ ...emptyEnv, logLevel: 'error', ...env, port: String(port), dataDir: dir }),
  )
  return {
    ...testServer(server.url, server.token, dir, server.signInUrl),
    async stop() {
      await server.stop()
      if (dataDir === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A server as its own process, for tests of signals and crashes. */
export interface SpawnedServer extends TestServer {
  readonly process: ChildProcess
  /** What it has written to stderr. */
  stderr(): string
}

/** Starts the command line as its own process, and waits until it prints its address. */
export async function spawnServer({ dataDir, port = 0, env = {} }: TestServerOptions = {}): Promise<SpawnedServer> {
  const dir = dataDir ?? temporaryDirectory()
  const child = runCommand(['start', '--port', String(port), '--data-dir', dir], env)
  const { signInUrl } = await child.started
  const url = new URL(signInUrl).origin
  const token = readFileSync(join(dir, 'token'), 'utf8').trim()
  return {
    ...testServer(url, token, dir, signInUrl),
    process: child.process,
    stderr: child.stderr,
    async stop() {
      if (child.process.exitCode === null && child.process.signalCode === null) {
        child.process.kill('SIGTERM')
        await once(child.process, 'close')
      }
      if (dataDir === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Runs the command line with some words to its end. */
export async function runToEnd(words: string[], env: Partial<Env> = {}) {
  const { process: child, stdout, stderr } = runCommand(words, env)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout: stdout(), stderr: stderr() }
}

const emptyEnv: Env = {
  port: undefined,
  host: undefined,
  dataDir: undefined,
  databaseUrl: undefined,
  allowedHosts: undefined,
  logLevel: undefined,
}

function runCommand(words: string[], env: Partial<Env>) {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...variablesFrom(env) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text))
  const started = new Promise<{ signInUrl: string }>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written.stdout += text
      const found = /^(http:\/\/\S+\/#code=\S+)\n/m.exec(written.stdout)
      if (found) resolve({ signInUrl: found[1]! })
    })
    child.once('close', (code) => reject(new Error(`The server ended with code ${code}: ${written.stderr}`)))
  })
  started.catch(() => {})
  return { process: child, started, stdout: () => written.stdout, stderr: () => written.stderr }
}

const variablesFrom = (env: Partial<Env>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, value]) => [`HYDRAFLOW_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`, value]),
  )

const testServer = (url: string, token: string, dataDir: string, signInUrl: string) => ({
  url,
  token,
  dataDir,
  signInUrl,
  request: (path: string, { method, headers, json }: TestRequest = {}) =>
    fetch(url + path, {
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${token}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    }),
})
