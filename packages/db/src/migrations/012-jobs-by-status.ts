import type { Migration } from './migration.ts'

export const jobsByStatus: Migration = {
  name: '012-jobs-by-status',
  async up(run) {
    await run(`create index "job_status_created" on "job" ("status", "createdAt", "id")`)
  },
}
