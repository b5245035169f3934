import { type Context, Hono } from 'hono'
import { parse } from '@hydraflow/core'
import { z } from 'zod'
import type { NodeEnv } from './answer.ts'
import type { SignIn } from './sign-in.ts'

const Redeem = z.strictObject({ code: z.string().min(1).max(200) })

const freshCodeMinutes = 10

interface Options {
  readonly signIn: SignIn
  /** The address that people open in the browser. */
  readonly url: string
  /** True when browsers reach us over https alone, through a proxy. */
  readonly secure: boolean
}

/** The address that signs in whoever opens it. The code is in the fragment, which browsers send to no one. */
export const signInUrl = (url: string, code: string): string => `${url}/#code=${code}`

/** `POST /api/session`: a one-time code for a session. Open, since it is how one gets in. */
export function openSessionRoutes({ signIn, secure }: Options): Hono<NodeEnv> {
  return new Hono<NodeEnv>().post('/api/session', async (c) => {
    c.env.outgoing.route = '/api/session'
    const { code } = parse(Redeem, await jsonOf(c))
    const { cookie, secret, maxAgeSeconds } = signIn.redeem(code)
    c.header('set-cookie', cookieHeader(signIn.cookieName, cookie, maxAgeSeconds, secure))
    return c.json({ secret })
  })
}

/** What the signed in may do with their session, and fresh codes for those with the token. */
export function closedSessionRoutes({ signIn, url, secure }: Options): Hono<NodeEnv> {
  return new Hono<NodeEnv>()
    .get('/api/session', (c) => {
      c.env.outgoing.route = '/api/session'
      return c.json({ signedIn: true })
    })
    .delete('/api/session', (c) => {
      c.env.outgoing.route = '/api/session'
      c.header('set-cookie', cookieHeader(signIn.cookieName, '', 0, secure))
      return c.json({ signedIn: false })
    })
    .post('/api/session/code', (c) => {
      c.env.outgoing.route = '/api/session/code'
      return c.json({ url: signInUrl(url, signIn.createCode(freshCodeMinutes)) })
    })
}

async function jsonOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch {
    return undefined
  }
}

function cookieHeader(name: string, value: string, maxAgeSeconds: number, secure: boolean): string {
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  return `${name}=${value}; ${attributes}`
}
