import type { Migration } from './migration.ts'

export const tasks: Migration = {
  name: '002-tasks',
  async up(run, { autoId, integer }) {
    await run(`create table "task" (
      "id" text primary key,
      "threadId" text references "thread" ("id"),
      "title" text not null,
      "description" text,
      "status" text not null,
      "priority" ${integer} not null,
      "owner" text,
      "dueAt" ${integer},
      "closedAt" ${integer},
      "result" text,
      "metadata" text not null,
      "createdAt" ${integer} not null,
      "updatedAt" ${integer} not null
    )`)
    await run(`create index "task_created" on "task" ("createdAt", "id")`)
    await run(`create index "task_status" on "task" ("status", "createdAt", "id")`)
    await run(`create index "task_thread" on "task" ("threadId", "createdAt", "id")`)
    await run(`create index "task_owner" on "task" ("owner", "createdAt", "id")`)
    await run(`create index "task_due" on "task" ("dueAt") where "closedAt" is null`)
    await run(`create table "task_event" (
      "id" ${autoId},
      "taskId" text not null references "task" ("id"),
      "sequence" ${integer} not null,
      "eventType" text not null,
      "payload" text,
      "createdAt" ${integer} not null
    )`)
    await run(`create unique index "task_event_sequence" on "task_event" ("taskId", "sequence")`)
  },
}
