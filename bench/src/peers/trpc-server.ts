import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import SqliteDatabase from 'better-sqlite3'
import { Hono } from 'hono'
import { Kysely, SqliteDialect } from 'kysely'
import { z } from 'zod'

interface MessageTable {
  id: string
  threadId: string
  sequence: number
  parentId: string | null
  role: string
  content: string
  tokens: number | null
  snapshotId: string | null
  metadata: string
  createdAt: number
}

// The least that one would write: one insert, one select, behind tRPC, Hono and zod. Started as a process of its own.
const sqlite = new SqliteDatabase(process.argv[2])
sqlite.pragma('journal_mode = WAL')
sqlite.pragma('synchronous = NORMAL')
sqlite.exec(`create table message (id text primary key, threadId text not null, sequence integer not null, parentId text,
  role text not null, content text not null, tokens integer, snapshotId text, metadata text not null, createdAt integer not null)`)
sqlite.exec('create unique index message_sequence on message (threadId, sequence)')
const db = new Kysely<{ message: MessageTable }>({ dialect: new SqliteDialect({ database: sqlite }) })
let sequence = 0

const t = initTRPC.create()
const appRouter = t.router({
  messages: t.router({
    append: t.procedure
      .input(
        z.object({ threadId: z.string(), role: z.enum(['user', 'assistant', 'system', 'tool']), content: z.string() }),
      )
      .mutation(async ({ input }) => {
        const row = { id: randomUUID(), sequence: ++sequence, metadata: '{}', createdAt: Date.now() * 1_000, ...input }
        await db
          .insertInto('message')
          .values({ ...row, parentId: null, tokens: null, snapshotId: null })
          .execute()
        return row
      }),
    list: t.procedure
      .input(z.object({ threadId: z.string(), limit: z.number() }))
      .query(({ input: { threadId, limit } }) =>
        db
          .selectFrom('message')
          .selectAll()
          .where('threadId', '=', threadId)
          .orderBy('sequence', 'desc')
          .limit(limit)
          .execute(),
      ),
  }),
})

const app = new Hono().all('/trpc/*', ({ req }) =>
  fetchRequestHandler({ endpoint: '/trpc', req: req.raw, router: appRouter }),
)
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(port))
process.once('disconnect', () => process.exit())
