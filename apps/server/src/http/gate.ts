import type { IncomingMessage } from 'node:http'
import { HydraFlowError } from '@hydraflow/core/contract'
import type { AllowedHost } from '../config/config.ts'
import type { SignIn } from './sign-in.ts'

/** Which half of the house a request may enter: what is open to all, or what needs the token or a session. */
type Door = 'open' | 'closed'

export interface Gate {
  /** Says which door a request takes, or throws what is wrong with it. */
  admit(request: IncomingMessage): Door
}

interface Names {
  readonly port: number
  readonly allowedHosts: readonly AllowedHost[]
}

/**
 * The one gate before all routing.
 *
 * A page on the web can make a browser send requests to this machine. It cannot choose the Host and Origin headers, so
 * these are compared whole with the few that are ours: that ends DNS rebinding and every cross-origin request before
 * anything else is looked at. What is open and what is closed are two Hono apps, so a path that the gate and a router
 * read differently reaches nothing but a 404.
 */
export function createGate(names: Names, signIn: SignIn): Gate {
  const hosts = new Set(hostsFrom(names))
  const origins = new Set(originsFrom(names))
  return {
    admit(request) {
      const { headers, method = 'GET', url = '/' } = request
      if (!hosts.has(headers.host?.toLowerCase() ?? '')) throw new HydraFlowError('HOST_NOT_ALLOWED')
      if (headers.origin !== undefined && !origins.has(headers.origin)) throw new HydraFlowError('ORIGIN_NOT_ALLOWED')
      if (!url.startsWith('/')) throw new HydraFlowError('ROUTE_NOT_FOUND')
      const path = pathOf(url)
      if (!isClosed(path) || isOpen(method, path)) return 'open'
      if (signIn.isSignedIn(headers) || (isReading(method, path) && signIn.hasCookie(headers))) return 'closed'
      throw new HydraFlowError('UNAUTHORIZED')
    },
  }
}

export function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

const isClosed = (path: string): boolean =>
  path.startsWith('/api/') || path.startsWith('/trpc/') || path === '/api' || path === '/trpc'

const isOpen = (method: string, path: string): boolean =>
  path === '/api/health' ? isGet(method) : path === '/api/session' && method === 'POST'

/** The reader's pages hold nothing private, and a browser that opens an address can send the cookie but no header. */
const isReading = (method: string, path: string): boolean =>
  isGet(method) && (path === '/api/docs' || path === '/api/docs.css' || path === '/api/openapi.json')

const isGet = (method: string): boolean => method === 'GET' || method === 'HEAD'

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

function hostsFrom({ port, allowedHosts }: Names): string[] {
  const listed = allowedHosts.map((host) => withPort(host.name, host.port ?? port))
  return [...loopbackNames.flatMap((name) => spellings(name, port)), ...listed]
}

function originsFrom({ port, allowedHosts }: Names): string[] {
  const listed = allowedHosts.map((host) => `${host.scheme}://${withPort(host.name, host.port ?? port)}`)
  return [...loopbackNames.flatMap((name) => spellings(name, port)).map((host) => `http://${host}`), ...listed]
}

const withPort = (name: string, port: string | number): string => (port === '' ? name : `${name}:${port}`)

/** Browsers leave port 80 out. */
const spellings = (name: string, port: number): string[] => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])
