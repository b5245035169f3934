import type { Migration } from './migration.ts'

export const memories: Migration = {
  name: '003-memories',
  async up(run, { autoId, integer, real }) {
    await run(`create table "memory" (
      "id" text primary key,
      "scope" text not null,
      "scopeRef" text,
      "key" text not null,
      "value" text not null,
      "strength" ${real} not null,
      "threadId" text references "thread" ("id"),
      "taskId" text,
      "sourceMessageId" text,
      "metadata" text not null,
      "createdAt" ${integer} not null,
      "updatedAt" ${integer} not null
    )`)
    await run(`create unique index "memory_key" on "memory" ("scope", coalesce("scopeRef", ''), "key")`)
    await run(`create index "memory_updated" on "memory" ("updatedAt", "id")`)
    await run(`create index "memory_scope" on "memory" ("scope", "scopeRef", "updatedAt", "id")`)
    await run(`create index "memory_thread" on "memory" ("threadId", "updatedAt", "id")`)
    await run(`create index "memory_task" on "memory" ("taskId", "updatedAt", "id")`)
    await run(`create table "memory_change" (
      "id" ${autoId},
      "memoryId" text not null,
      "action" text not null,
      "scope" text not null,
      "scopeRef" text,
      "key" text not null,
      "valueBefore" text,
      "valueAfter" text,
      "strengthBefore" ${real},
      "strengthAfter" ${real},
      "changedAt" ${integer} not null
    )`)
    await run(`create index "memory_change_memory" on "memory_change" ("memoryId", "id")`)
  },
}
