import { revertImport } from '../imports/revert-import.job.ts'
import { runImport } from '../imports/run-import.job.ts'
import { applyPatchJob } from '../repos/apply-patch.job.ts'
import { runChecksJob } from '../repos/checks/run-checks.job.ts'
import { undoChangeJob } from '../repos/undo-change.job.ts'
import { maintenance } from '../overview/maintenance.job.ts'
import { measure } from '../overview/measure.ts'
import type { JobType } from '../contract/index.ts'
import type { Handler, Handlers } from './handler.ts'

/** After a job that changes much, the overview should know the new sizes. */
const measured = <T extends JobType>(handler: Handler<T>): Handler<T> => ({
  ...handler,
  async run(deps, run) {
    const result = await handler.run(deps, run)
    await measure(deps, (act) => run.transact(act), { check: false })
    return result
  },
})

/** What does the work of each type of job. */
export const handlers: Handlers = {
  browser_import: measured(runImport),
  import_revert: measured(revertImport),
  repo_apply_patch: applyPatchJob,
  repo_undo_change: undoChangeJob,
  repo_run_checks: runChecksJob,
  maintenance,
}
