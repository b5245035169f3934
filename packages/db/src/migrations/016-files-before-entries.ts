import type { Migration } from './migration.ts'

export const filesBeforeEntries: Migration = {
  name: '016-files-before-entries',
  async up(run, { integer }) {
    // While a change is written its files are kept already, and it is in the ledger afterwards: no reference to it.
    await run(`create table "repo_change_file_kept" (
      "changeId" text not null,
      "position" ${integer} not null,
      "repoId" text not null,
      "path" text not null,
      "oldPath" text,
      "action" text not null,
      "binary" ${integer} not null,
      "linesAdded" ${integer} not null,
      "linesRemoved" ${integer} not null,
      "beforeSha256" text,
      "afterSha256" text,
      "beforeMode" ${integer},
      "afterMode" ${integer},
      "beforeBytes" ${integer},
      "afterBytes" ${integer},
      "diff" text,
      "undoneBy" text,
      primary key ("changeId", "position")
    )`)
    await run(`insert into "repo_change_file_kept" select * from "repo_change_file"`)
    await run(`drop table "repo_change_file"`)
    await run(`alter table "repo_change_file_kept" rename to "repo_change_file"`)
    // What a file went through, under this name and the ones before.
    await run(`create index "repo_change_file_path" on "repo_change_file" ("path", "changeId")`)
    await run(`create index "repo_change_file_old_path" on "repo_change_file" ("oldPath", "changeId")
      where "oldPath" is not null`)
  },
}
