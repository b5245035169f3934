import type { Migration } from './migration.ts'

export const refusalDetails: Migration = {
  name: '014-refusal-details',
  async up(run) {
    await run(`alter table "repo_change" add column "errorDetails" text`)
  },
}
