import type { Migration } from './migration.ts'

export const imports: Migration = {
  name: '008-imports',
  async up(run, { autoId, integer }) {
    await run(`create table "import_batch" (
      "id" ${autoId},
      "jobId" text not null,
      "format" text not null,
      "browser" text,
      "fileName" text not null,
      "status" text not null,
      "position" text,
      "read" ${integer} not null,
      "inserted" ${integer} not null,
      "unchanged" ${integer} not null,
      "skipped" text not null,
      "pagesInserted" ${integer} not null,
      "earliestVisitAt" ${integer},
      "latestVisitAt" ${integer},
      "createdAt" ${integer} not null,
      "completedAt" ${integer},
      "revertedAt" ${integer}
    )`)
    await run(`create unique index "import_batch_job" on "import_batch" ("jobId")`)
  },
}
