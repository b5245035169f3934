import type { Database } from '@hydraflow/db'
import { applyPatchJob } from '../../repos/apply-patch.job.ts'
import type { Handlers } from '../handler.ts'

/** A worker that dies when the files of a patch are at their places, before the ledger says so. */
export const handlers: Partial<Handlers> = {
  repo_apply_patch: {
    async run(deps, run) {
      let isBegun = false
      const transact: Database['transact'] = async (act, options) => {
        if (isBegun) process.exit(1)
        isBegun = options?.durable === true
        return await deps.database.transact(act, options)
      }
      return await applyPatchJob.run({ ...deps, database: { ...deps.database, transact } }, run)
    },
  },
}
