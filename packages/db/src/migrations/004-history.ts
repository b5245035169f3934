import type { Migration } from './migration.ts'

export const history: Migration = {
  name: '004-history',
  async up(run, { autoId, integer, binaryText }) {
    await run(`create table "host" ("id" ${autoId}, "name" text not null, "reversedName" ${binaryText} not null)`)
    await run(`create unique index "host_name" on "host" ("name")`)
    await run(`create index "host_reversed_name" on "host" ("reversedName")`)
    await run(`create table "page" (
      "id" ${autoId},
      "url" text not null,
      "urlHash" text not null,
      "title" text not null,
      "hostId" ${integer} not null references "host" ("id"),
      "visitCount" ${integer} not null,
      "firstSeenAt" ${integer} not null,
      "lastSeenAt" ${integer} not null
    )`)
    await run(`create unique index "page_url" on "page" ("urlHash")`)
    await run(`create index "page_seen" on "page" ("lastSeenAt", "id")`)
    await run(`create index "page_host" on "page" ("hostId", "lastSeenAt", "id")`)
    await run(`create table "visit" (
      "id" ${autoId},
      "pageId" ${integer} not null references "page" ("id"),
      "hostId" ${integer} not null,
      "url" text,
      "urlVariant" text not null,
      "visitedAt" ${integer} not null,
      "transition" ${integer},
      "durationMs" ${integer},
      "hidden" ${integer} not null,
      "device" text,
      "tabId" text,
      "referrerVisitId" ${integer},
      "batchId" ${integer},
      "sourceVisitId" ${integer},
      "sourceReferrerId" ${integer},
      "sourceReferrerAt" ${integer}
    )`)
    await run(`create unique index "visit_identity" on "visit" ("pageId", "visitedAt", "urlVariant")`)
    await run(`create index "visit_time" on "visit" ("visitedAt", "id")`)
    await run(`create index "visit_host" on "visit" ("hostId", "visitedAt", "id")`)
    await run(`create index "visit_tab" on "visit" ("tabId", "visitedAt", "id") where "tabId" is not null`)
    await run(`create index "visit_batch" on "visit" ("batchId") where "batchId" is not null`)
    await run(`create table "visit_sighting" (
      "visitId" ${integer} not null,
      "batchId" ${integer} not null,
      "sourceVisitId" ${integer},
      primary key ("visitId", "batchId")
    )`)
    await run(`create index "visit_sighting_batch" on "visit_sighting" ("batchId", "sourceVisitId")`)
  },
}
