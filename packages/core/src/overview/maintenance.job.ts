import { removeOldCopies } from '../imports/remove-old-copies.ts'
import { removeOlderThanDay } from '../imports/directories.ts'
import { removeOldUploads } from '../imports/uploads.ts'
import { inputsDirectory } from '../repos/patch-inputs.ts'
import { pruneImages } from '../repos/prune-images.ts'
import type { Handler } from '../worker/handler.ts'
import { measure } from './measure.ts'

/** Checks and measures the store, brings its log into the file and removes what nobody fetched. */
export const maintenance: Handler<'maintenance'> = {
  async run(deps, run) {
    run.report({ phase: 'checkpoint', stepsCompleted: 0, stepsTotal: 3 })
    await deps.database.checkpoint()
    run.report({ phase: 'checking', stepsCompleted: 1, stepsTotal: 3 })
    const measured = await measure(deps, (act) => run.transact(act), { check: true })
    for (const problem of measured.problems ?? []) await run.log('error', problem)
    run.report({ phase: 'uploads', stepsCompleted: 2, stepsTotal: 3 })
    await removeOldUploads(deps)
    await removeOldCopies(deps)
    await removeOlderThanDay(inputsDirectory(deps.dataDir), deps.clock.now() / 1_000)
    await pruneImages(deps)
    return measured
  },
}
