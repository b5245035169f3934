import type { CallOptions } from '@hydraflow/core/contract'

/** How to reach a server. In Node all of it may be left out: the server of the data directory is found by itself. */
export interface ClientOptions {
  /**
   * Where the server listens, for example `http://127.0.0.1:4545`. Left out: in Node, the server that has the data
   * directory open; in a browser, the server the page came from.
   */
  readonly url?: string | undefined
  /** The token in the data directory. Left out: in Node it is read from there; a browser uses its session. */
  readonly token?: string | undefined
  /** The half of a browser's session that the page keeps; asked for at every request. */
  readonly session?: { readonly secret: () => string | null } | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** How long a call may take, in milliseconds; 30,000 unless told. Uploads and subscriptions have no end of their own. */
  readonly timeoutMs?: number | undefined
}

/** What every method takes beside its input. */
export interface RequestOptions extends CallOptions {
  /** In place of the client's own. For a subscription: how long the server may take to begin. */
  readonly timeoutMs?: number | undefined
  /** For a subscription: hears when the stream is live, and when it broke and is being taken up again. */
  readonly onConnection?: ((state: 'live' | 'reconnecting') => void) | undefined
}

/** A file to hand to the server. */
export type FileBytes = Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

export interface UploadOptions extends CallOptions {
  /** What the file is called; shown to people, never used as a path. */
  readonly name: string
  readonly timeoutMs?: number | undefined
}
