import type { Migration } from './migration.ts'

export const overview: Migration = {
  name: '010-overview',
  async up(run, { integer }) {
    await run(`create table "daily_count" (
      "day" ${integer} not null,
      "kind" text not null,
      "count" ${integer} not null,
      primary key ("kind", "day")
    )`)
    await run(`create table "measurement" (
      "name" text primary key,
      "value" text not null,
      "measuredAt" ${integer} not null
    )`)
  },
}
