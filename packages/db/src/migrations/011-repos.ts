import type { Migration } from './migration.ts'

export const repos: Migration = {
  name: '011-repos',
  async up(run, { integer, bytes }) {
    await run(`create table "repo" (
      "id" text primary key,
      "name" text not null,
      "root" text not null,
      "allowedOps" text not null,
      "rules" text not null,
      "budget" text not null,
      "checks" text not null,
      "createdAt" ${integer} not null,
      "updatedAt" ${integer} not null,
      "sequence" ${integer} not null,
      "headHash" text not null,
      "lastChangeAt" ${integer}
    )`)
    await run(`create index "repo_created" on "repo" ("createdAt", "id")`)
    await run(`create table "repo_change" (
      "id" text primary key,
      "repoId" text not null references "repo" ("id"),
      "sequence" ${integer} not null,
      "kind" text not null,
      "status" text not null,
      "summary" text not null,
      "threadId" text,
      "taskId" text,
      "origin" text,
      "jobId" text,
      "proposalId" text,
      "targets" text not null,
      "undoneBy" text,
      "files" ${integer} not null,
      "linesAdded" ${integer} not null,
      "linesRemoved" ${integer} not null,
      "bytes" ${integer} not null,
      "chargedLines" ${integer} not null,
      "checks" text not null,
      "errorReason" text,
      "errorMessage" text,
      "createdAt" ${integer} not null,
      "completedAt" ${integer} not null,
      "previousHash" text not null,
      "hash" text not null
    )`)
    await run(`create unique index "repo_change_sequence" on "repo_change" ("repoId", "sequence")`)
    await run(`create index "repo_change_completed" on "repo_change" ("completedAt", "id")`)
    await run(`create index "repo_change_job" on "repo_change" ("jobId") where "jobId" is not null`)
    await run(`create index "repo_change_thread" on "repo_change" ("threadId", "completedAt", "id")
      where "threadId" is not null`)
    await run(
      `create index "repo_change_task" on "repo_change" ("taskId", "completedAt", "id") where "taskId" is not null`,
    )
    await run(`create table "repo_change_file" (
      "changeId" text not null references "repo_change" ("id"),
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
    await run(`create index "repo_change_file_path" on "repo_change_file" ("path", "repoId", "changeId")`)
    await run(`create index "repo_change_file_before" on "repo_change_file" ("beforeSha256")
      where "beforeSha256" is not null`)
    await run(
      `create index "repo_change_file_after" on "repo_change_file" ("afterSha256") where "afterSha256" is not null`,
    )
    await run(`create table "repo_change_target" (
      "targetId" text not null,
      "changeId" text not null references "repo_change" ("id"),
      "kind" text not null,
      primary key ("targetId", "changeId")
    )`)
    await run(`create index "repo_change_target_change" on "repo_change_target" ("changeId")`)
    await run(`create table "repo_proposal" (
      "id" text primary key references "repo_change" ("id"),
      "repoId" text not null,
      "expiresAt" ${integer} not null,
      "usedBy" text
    )`)
    await run(`create index "repo_proposal_repo" on "repo_proposal" ("repoId")`)
    await run(`create index "repo_proposal_open" on "repo_proposal" ("expiresAt") where "usedBy" is null`)
    await run(`create table "repo_image" (
      "sha256" text not null,
      "base" text not null,
      "encoding" text not null,
      "bytes" ${bytes} not null,
      "createdAt" ${integer} not null,
      primary key ("sha256", "base")
    )`)
    await run(`create index "repo_image_created" on "repo_image" ("createdAt")`)
    await run(`create table "repo_charge" (
      "changeId" text primary key,
      "repoId" text not null references "repo" ("id"),
      "at" ${integer} not null,
      "lines" ${integer} not null
    )`)
    await run(`create index "repo_charge_window" on "repo_charge" ("repoId", "at", "lines")`)
    await run(`create table "repo_journal" (
      "repoId" text primary key references "repo" ("id"),
      "changeId" text not null,
      "jobId" text not null,
      "token" text not null,
      "entry" text not null,
      "startedAt" ${integer} not null
    )`)
  },
}
