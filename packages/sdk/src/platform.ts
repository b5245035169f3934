/** Where the server is and how to be let in. The token is undefined where a browser session takes its place. */
export interface Place {
  readonly url: string
  readonly token: string | undefined
}

/** What differs between Node and browsers. */
export interface Platform {
  /** Finds the server; throws `SERVER_UNREACHABLE` when there is nothing to be found. */
  locate(options: { url: string | undefined; token: string | undefined }): Place
  /** Browsers allow six connections to a server, so calls made together share one request. Node has no such limit. */
  readonly batches: boolean
  /** Whether `fetch` can send a body as it comes. */
  readonly streamsBodies: boolean
}
