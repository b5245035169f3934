import { transportError } from './errors.ts'
import type { ClientOptions } from './options.ts'
import type { Place, Platform } from './platform.ts'

/** A request with its headers as a plain object. */
export interface Sent extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>
}

/** One server, and how this client gets in. The server is looked for when it is first needed, and again when it is lost. */
export class Connection {
  readonly platform: Platform
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal
  readonly #closing = new AbortController()
  readonly #options: ClientOptions
  readonly #fetch: typeof fetch
  #place: Place | undefined

  constructor(options: ClientOptions, platform: Platform) {
    this.platform = platform
    this.closed = this.#closing.signal
    this.#options = options
    // Called without the client as `this`, which browsers insist on.
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init))
  }

  /** Fetches a path of the server. Throws a HydraFlowError, or the reason of the signal. */
  async fetch(path: string, init: Sent): Promise<Response> {
    const { url, token } = (this.#place ??= this.#locate())
    const headers = { ...init.headers, ...this.#credentials(token) }
    try {
      return await this.#fetch(url + path, { ...init, headers, credentials: 'same-origin', redirect: 'error' })
    } catch (error) {
      if (init.signal?.aborted) throw error
      this.#place = undefined
      throw transportError(error, url)
    }
  }

  close(): void {
    this.#closing.abort()
  }

  #locate(): Place {
    const { url, token } = this.#options
    return this.platform.locate({ url: url && new URL(url).origin, token })
  }

  #credentials(token: string | undefined): Record<string, string> {
    if (token !== undefined) return { authorization: `Bearer ${token}` }
    const secret = this.#options.session?.secret() ?? null
    return secret === null ? {} : { 'x-hydraflow-session': secret }
  }
}
