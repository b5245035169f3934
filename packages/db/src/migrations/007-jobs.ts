import type { Migration } from './migration.ts'

export const jobs: Migration = {
  name: '007-jobs',
  async up(run, { autoId, integer }) {
    await run(`create table "job" (
      "id" text primary key,
      "type" text not null,
      "status" text not null,
      "title" text not null,
      "payload" text not null,
      "result" text,
      "errorReason" text,
      "errorMessage" text,
      "attempts" ${integer} not null,
      "maxAttempts" ${integer} not null,
      "priority" ${integer} not null,
      "runAt" ${integer} not null,
      "progress" text,
      "stats" text not null,
      "cancelRequestedAt" ${integer},
      "createdAt" ${integer} not null,
      "startedAt" ${integer},
      "completedAt" ${integer},
      "threadId" text,
      "taskId" text,
      "repoId" text,
      "parentId" text,
      "idempotencyKey" text,
      "workerId" text,
      "leaseUntil" ${integer},
      "revision" ${integer} not null
    )`)
    await run(`create index "job_queue" on "job" ("priority" desc, "runAt", "id") where "status" = 'queued'`)
    await run(`create index "job_lease" on "job" ("leaseUntil") where "status" = 'running'`)
    await run(`create index "job_created" on "job" ("createdAt", "id")`)
    await run(`create index "job_status" on "job" ("status", "completedAt")`)
    await run(`create index "job_type" on "job" ("type", "status", "completedAt")`)
    await run(`create index "job_revision_value" on "job" ("revision")`)
    await run(`create index "job_thread" on "job" ("threadId", "createdAt", "id") where "threadId" is not null`)
    await run(`create index "job_repo" on "job" ("repoId", "createdAt", "id") where "repoId" is not null`)
    await run(`create unique index "job_idempotency" on "job" ("idempotencyKey") where "idempotencyKey" is not null`)
    await run(`create table "job_revision" ("id" ${integer} primary key, "value" ${integer} not null)`)
    await run(`insert into "job_revision" ("id", "value") values (1, 0)`)
    await run(`create table "job_log" (
      "id" ${autoId},
      "jobId" text not null,
      "at" ${integer} not null,
      "level" text not null,
      "event" text not null,
      "message" text not null,
      "data" text
    )`)
    await run(`create index "job_log_job" on "job_log" ("jobId", "id")`)
  },
}
