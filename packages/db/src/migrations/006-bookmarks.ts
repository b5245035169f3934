import type { Migration } from './migration.ts'

export const bookmarks: Migration = {
  name: '006-bookmarks',
  async up(run, { integer }) {
    await run(`create table "bookmark_folder" (
      "id" text primary key,
      "name" text not null,
      "parentId" text references "bookmark_folder" ("id"),
      "createdAt" ${integer} not null
    )`)
    await run(`create unique index "bookmark_folder_name" on "bookmark_folder" (coalesce("parentId", ''), "name")`)
    await run(`create table "bookmark" (
      "id" text primary key,
      "url" text not null,
      "urlHash" text not null,
      "hostId" ${integer} not null references "host" ("id"),
      "title" text not null,
      "description" text,
      "folderId" text references "bookmark_folder" ("id"),
      "createdAt" ${integer} not null,
      "updatedAt" ${integer} not null
    )`)
    await run(`create unique index "bookmark_place" on "bookmark" (coalesce("folderId", ''), "urlHash")`)
    await run(`create index "bookmark_created" on "bookmark" ("createdAt", "id")`)
    await run(`create index "bookmark_folder_created" on "bookmark" ("folderId", "createdAt", "id")`)
    await run(`create table "bookmark_tag" (
      "bookmarkId" text not null references "bookmark" ("id"),
      "position" ${integer} not null,
      "tag" text not null,
      primary key ("bookmarkId", "tag")
    )`)
    await run(`create index "bookmark_tag_tag" on "bookmark_tag" ("tag", "bookmarkId")`)
  },
}
