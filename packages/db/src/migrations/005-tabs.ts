import type { Migration } from './migration.ts'

export const tabs: Migration = {
  name: '005-tabs',
  async up(run, { integer }) {
    await run(`create table "tab" (
      "id" text primary key,
      "windowId" text,
      "position" ${integer},
      "title" text,
      "url" text,
      "favicon" text,
      "active" ${integer} not null,
      "pinned" ${integer} not null,
      "openedAt" ${integer} not null,
      "lastActiveAt" ${integer} not null,
      "closedAt" ${integer},
      "threadId" text references "thread" ("id"),
      "pageId" ${integer} references "page" ("id")
    )`)
    await run(`create index "tab_active" on "tab" ("lastActiveAt", "id")`)
    await run(`create index "tab_open" on "tab" ("lastActiveAt", "id") where "closedAt" is null`)
    await run(`create index "tab_thread" on "tab" ("threadId")`)
    await run(`create index "tab_page" on "tab" ("pageId")`)
  },
}
