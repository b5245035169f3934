import { Hono } from 'hono'
import type { NodeEnv } from './answer.ts'
import { documentationPage, documentationStyle } from './documentation-page.ts'
import { openApiDocument } from './openapi.ts'

/** `/api/openapi.json`, and the same for people to read at `/api/docs`. Made once, at the first wish. */
export function documentationRoutes(version: string): Hono<NodeEnv> {
  const json = once(() => JSON.stringify(openApiDocument(version)))
  const page = once(() => documentationPage(version))
  return new Hono<NodeEnv>()
    .get('/api/openapi.json', (c) => {
      c.env.outgoing.route = '/api/openapi.json'
      return c.body(json(), 200, { 'content-type': 'application/json' })
    })
    .get('/api/docs', (c) => {
      c.env.outgoing.route = '/api/docs'
      return c.html(page())
    })
    .get('/api/docs.css', (c) => {
      c.env.outgoing.route = '/api/docs.css'
      return c.body(documentationStyle, 200, { 'content-type': 'text/css; charset=utf-8' })
    })
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
