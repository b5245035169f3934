import { resolve } from 'node:path'
import envPaths from 'env-paths'
import type { Env } from './env.ts'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** A name the server answers to beside its own loopback names, and the origin of pages that it serves there. */
export interface AllowedHost {
  readonly scheme: 'http' | 'https'
  readonly name: string
  /** As in the Host header; undefined means the port the server listens on. */
  readonly port: string | undefined
}

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly allowedHosts: readonly AllowedHost[]
  readonly logLevel: LogLevel
}

/** A setting that cannot be used; its message is for the person who set it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const loopback = new Set(['127.0.0.1', 'localhost', '::1'])

/** The settings, checked. Empty strings count as not set. */
export function configFrom(env: Env): Config {
  const host = env.host || '127.0.0.1'
  const allowedHosts = (env.allowedHosts ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map(allowedHostFrom)
  if (!loopback.has(host) && allowedHosts.length === 0)
    throw new ConfigError(
      `To listen on ${host}, say under which names people reach this server: ` +
        'HYDRAFLOW_ALLOWED_HOSTS=name:port,… Without that list only this machine itself may connect.',
    )
  return Object.freeze({
    host,
    port: portFrom(env.port || '4545'),
    dataDir: resolve(env.dataDir || envPaths('hydraflow', { suffix: '' }).data),
    databaseUrl: databaseUrlFrom(env.databaseUrl || undefined),
    allowedHosts,
    logLevel: logLevelFrom(env.logLevel || 'warn'),
  })
}

function portFrom(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new ConfigError(`The port must be a whole number from 0 to 65535, not "${text}".`)
}

function logLevelFrom(text: string): LogLevel {
  const level = logLevels.find((known) => known === text)
  if (level) return level
  throw new ConfigError(`HYDRAFLOW_LOG_LEVEL must be one of ${logLevels.join(', ')}, not "${text}".`)
}

// The address may hold a password, so no message repeats it.
function databaseUrlFrom(text: string | undefined): string | undefined {
  if (text === undefined || /^postgres(ql)?:\/\/./.test(text)) return text
  throw new ConfigError('The database address must begin with postgres://. Leave it out to use SQLite.')
}

/** `name`, `name:port`, or with a scheme in front when a proxy stands before us: `https://hydraflow.example.org`. */
function allowedHostFrom(entry: string): AllowedHost {
  const found = /^(?:(https?):\/\/)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i.exec(entry)
  if (!found)
    throw new ConfigError(`HYDRAFLOW_ALLOWED_HOSTS: "${entry}" is not a host name. Write name:port, or https://name.`)
  const [, scheme, name, port] = found
  const standardPort = scheme === undefined ? undefined : ''
  return {
    scheme: scheme?.toLowerCase() === 'https' ? 'https' : 'http',
    name: name!.toLowerCase(),
    port: port ?? standardPort,
  }
}
