import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { HydraFlowError } from '@hydraflow/core/contract'
import { Hono } from 'hono'
import type { NodeEnv } from './answer.ts'

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** Names that a build writes. No dot in front and no slash inside, so a path of them stays below its root. */
const plainPath = /^(\/[\w-][\w.-]*)+$/

const missing = `<!doctype html><meta charset="utf-8"><title>HydraFlow</title>
<p>The server runs, but the web client has not been built. Run <code>pnpm build</code> and load this page again.</p>`

/**
 * The web client. An address that names no file is one of its own pages and gets index.html; a missing asset does not,
 * since a browser would try to run that as a script.
 */
export function staticRoutes(root: string): Hono<NodeEnv> {
  return new Hono<NodeEnv>().get('*', async (c) => {
    c.env.outgoing.route = 'static'
    const { path } = c.req
    if (/^\/(api|trpc)(\/|$)/.test(path)) throw new HydraFlowError('ROUTE_NOT_FOUND')
    const file = plainPath.test(path) ? await contentOf(join(root, path)) : undefined
    if (file) return fileResponse(file, types[extname(path)] ?? 'application/octet-stream', cacheFor(path))
    if (path.startsWith('/assets/')) throw new HydraFlowError('ROUTE_NOT_FOUND')
    const index = await contentOf(join(root, 'index.html'))
    return fileResponse(index ?? missing, types['.html']!, 'no-cache')
  })
}

// Vite puts a hash of the content into the name of everything in /assets.
const cacheFor = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'

const fileResponse = (body: string | Uint8Array<ArrayBuffer>, type: string, cacheControl: string): Response =>
  new Response(body, { headers: { 'content-type': type, 'cache-control': cacheControl } })

async function contentOf(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? readFile(path) : undefined
}
