import { mkdirSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Workspace, openWorkspace } from '@hydraflow/core'
import type { Context } from './api/context.ts'
import { ConfigError, type Config } from './config/config.ts'
import { ambientEnvironment } from './config/env.ts'
import { lockDataDirectory } from './data-directory/lock.ts'
import { removeServerFile, writeServerFile } from './data-directory/server-file.ts'
import { openToken } from './data-directory/token.ts'
import { Answer } from './http/answer.ts'
import { type AppParts, createClosedApp, createOpenApp } from './http/app.ts'
import { createGate } from './http/gate.ts'
import { createListener } from './http/listener.ts'
import { signInUrl } from './http/session.ts'
import { SignIn } from './http/sign-in.ts'
import { answerUnreadable } from './http/unreadable.ts'
import { type Logger, createLogger } from './logger.ts'
import { packageRoot, version } from './version.ts'

const firstCodeMinutes = 10
/** Longer than clients keep a quiet connection, so that none sends a request into one that is being closed. */
const keepAliveMs = 75_000
const graceMs = 500

export interface RunningServer {
  /** `http://127.0.0.1:4545` */
  readonly url: string
  readonly token: string
  /** Signs in the first browser that opens it, for ten minutes. */
  readonly signInUrl: string
  /** Finishes what is under way, closes the workspace and lets go of the data directory. */
  stop(): Promise<void>
}

/** Opens the data directory and serves it. What was opened is closed again when a later step fails. */
export async function openServer(config: Config): Promise<RunningServer> {
  const logger = createLogger(config.logLevel)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const lock = lockDataDirectory(config.dataDir)
  const opened: (() => unknown)[] = [() => lock.release()]
  const close = async () => {
    for (const undo of opened.splice(0).toReversed()) await undo()
  }
  try {
    const token = openToken(config.dataDir)
    const { dataDir, databaseUrl } = config
    const workspace = await openWorkspace({ dataDir, databaseUrl, environment: ambientEnvironment() })
    opened.push(() => workspace.close())
    const server = createServer({ ServerResponse: Answer, keepAliveTimeout: keepAliveMs })
    answerUnreadable(server)
    const port = await listen(server, config)
    opened.push(() => closeServer(server))
    const url = `http://${urlHost(config.host)}:${port}`
    const signIn = new SignIn({ token, cookieName: `hydraflow_${port}`, now: Date.now })
    const health = { status: 'ok' as 'ok' | 'stopping', version }
    const context = contextOf(workspace, health)
    // No request can come between the listening above and this: nothing has waited since.
    server.on('request', listenerOf({ config, port, url, logger, signIn, context, workspace }))
    writeServerFile(dataDir, { pid: process.pid, url, startedAt: new Date().toISOString() })
    opened.push(() => removeServerFile(dataDir))
    return {
      url,
      token,
      signInUrl: signInUrl(url, signIn.createCode(firstCodeMinutes)),
      stop: async () => {
        health.status = 'stopping'
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function contextOf(workspace: Workspace, health: { status: 'ok' | 'stopping'; version: string }): Context {
  return { methods: { ...workspace, system: { health: async () => ({ ...health }) } } }
}

interface ListenerParts {
  readonly config: Config
  readonly port: number
  readonly url: string
  readonly logger: Logger
  readonly signIn: SignIn
  readonly context: Context
  readonly workspace: Workspace
}

function listenerOf({ config, port, url, logger, signIn, context, workspace }: ListenerParts) {
  const { allowedHosts } = config
  const parts: AppParts = {
    context,
    uploads: workspace.uploads,
    signIn,
    url,
    secure: allowedHosts.length > 0 && allowedHosts.every(({ scheme }) => scheme === 'https'),
    webRoot: join(packageRoot, '..', 'web', 'dist'),
    version,
    logger,
  }
  const gate = createGate({ port, allowedHosts }, signIn)
  return createListener({ gate, open: createOpenApp(parts), closed: createClosedApp(parts), logger })
}

/** People reach a server that listens everywhere by the loopback address too. */
const urlHost = (host: string): string =>
  host === '::1' ? '[::1]' : host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host

function listen(server: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new ConfigError(`Port ${port} is taken. Choose another one with --port, or 0 for any that is free.`)
  if (error.code === 'EACCES')
    return new ConfigError(`This user may not listen on port ${port}. Choose one above 1023.`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new ConfigError(`This machine has no address ${host} to listen on.`)
  return error
}

/**
 * Requests under way may finish; live streams never would, so what is still open after a moment is cut. Their clients
 * come back with the last event they saw.
 */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(timer)
}
