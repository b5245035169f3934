import type { Migration } from './migration.ts'

export const threads: Migration = {
  name: '001-threads',
  async up(run, { integer }) {
    await run(`create table "thread" (
      "id" text primary key,
      "title" text not null,
      "description" text,
      "origin" text,
      "metadata" text not null,
      "messageCount" ${integer} not null default 0,
      "createdAt" ${integer} not null,
      "updatedAt" ${integer} not null,
      "lastUserMessageAt" ${integer},
      "lastAssistantMessageAt" ${integer}
    )`)
    await run(`create index "thread_updated" on "thread" ("updatedAt", "id")`)
    await run(`create index "thread_origin" on "thread" ("origin", "updatedAt", "id")`)
    await run(`create table "message" (
      "id" text primary key,
      "threadId" text not null references "thread" ("id"),
      "sequence" ${integer} not null,
      "parentId" text,
      "role" text not null,
      "content" text not null,
      "tokens" ${integer},
      "snapshotId" text,
      "metadata" text not null,
      "createdAt" ${integer} not null
    )`)
    await run(`create unique index "message_sequence" on "message" ("threadId", "sequence")`)
  },
}
