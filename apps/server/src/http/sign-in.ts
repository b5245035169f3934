import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { HydraFlowError } from '@hydraflow/core/contract'

/** The header in which the web client sends the half of the session that no cookie carries. */
export const secretHeader = 'x-hydraflow-session'

const sessionMs = 30 * 24 * 60 * 60 * 1_000
const minute = 60_000
const wrongCodesPerMinute = 10

export interface Session {
  /** The value of the cookie. */
  readonly cookie: string
  /** What the client keeps itself and sends as a header. */
  readonly secret: string
  readonly maxAgeSeconds: number
}

interface Options {
  readonly token: string
  readonly cookieName: string
  readonly now: () => number
}

/**
 * Who is signed in.
 *
 * Programs send the token. A browser trades a one-time code for a session of two halves: a cookie that no script can
 * read, and a secret that no other site's request carries. Both are needed: cookies are shared between all ports of a
 * machine, and local storage is not. Both are signed with the token, so sessions outlive a restart and nothing is
 * stored; a new token ends them all.
 */
export class SignIn {
  readonly cookieName: string
  readonly #token: string
  readonly #now: () => number
  readonly #bearer: Buffer
  /** One-time codes and when they end. */
  readonly #codes = new Map<string, number>()
  #wrongCodes = { since: 0, count: 0 }

  constructor({ token, cookieName, now }: Options) {
    this.cookieName = cookieName
    this.#token = token
    this.#now = now
    this.#bearer = Buffer.from(`Bearer ${token}`)
  }

  /** A code that opens one session, within `minutes`. */
  createCode(minutes: number): string {
    const now = this.#now()
    for (const [code, endsAt] of this.#codes) if (endsAt <= now) this.#codes.delete(code)
    const code = randomBytes(16).toString('base64url')
    this.#codes.set(code, now + minutes * minute)
    return code
  }

  /** Trades a code for a session; the code is spent. Throws when the code is wrong, or too many were. */
  redeem(code: string): Session {
    const now = this.#now()
    if (now - this.#wrongCodes.since >= minute) this.#wrongCodes = { since: now, count: 0 }
    if (this.#wrongCodes.count >= wrongCodesPerMinute) throw new HydraFlowError('TOO_MANY_REQUESTS')
    const endsAt = this.#codes.get(code)
    this.#codes.delete(code)
    if (endsAt === undefined || endsAt <= now) {
      this.#wrongCodes.count++
      throw new HydraFlowError('SIGN_IN_CODE_INVALID')
    }
    return this.#createSession(now)
  }

  isSignedIn(headers: IncomingHttpHeaders): boolean {
    if (headers.authorization !== undefined) return isSame(Buffer.from(headers.authorization), this.#bearer)
    const secret = headers[secretHeader]
    if (typeof secret !== 'string') return false
    const id = this.#sessionId(headers)
    return id !== undefined && isSame(Buffer.from(secret), Buffer.from(this.#secretOf(id)))
  }

  /** True for the cookie alone: enough to read the documentation, which holds nothing private. */
  hasCookie(headers: IncomingHttpHeaders): boolean {
    return this.#sessionId(headers) !== undefined
  }

  #createSession(now: number): Session {
    const id = randomBytes(16).toString('base64url')
    const expiry = now + sessionMs
    const cookie = `${id}.${expiry}.${this.#sign(`session:${id}.${expiry}`)}`
    return { cookie, secret: this.#secretOf(id), maxAgeSeconds: sessionMs / 1_000 }
  }

  #sessionId({ cookie }: IncomingHttpHeaders): string | undefined {
    const [id, expiry, signature] = (cookieValue(cookie ?? '', this.cookieName) ?? '').split('.')
    if (!id || !expiry || !signature) return undefined
    const genuine = isSame(Buffer.from(signature), Buffer.from(this.#sign(`session:${id}.${expiry}`)))
    return genuine && Number(expiry) > this.#now() ? id : undefined
  }

  #secretOf(id: string): string {
    return this.#sign(`secret:${id}`)
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#token).update(text).digest('base64url')
  }
}

const isSame = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected)

function cookieValue(cookies: string, name: string): string | undefined {
  const start = `${name}=`
  const found = cookies.split(';').find((cookie) => cookie.trimStart().startsWith(start))
  return found?.trimStart().slice(start.length)
}
