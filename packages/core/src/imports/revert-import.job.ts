import { HydraFlowError, type RevertResult } from '../contract/index.ts'
import type { Handler } from '../worker/handler.ts'
import { findBatch } from './reader.ts'
import { type Removed, revertBatch } from './revert-batch.ts'
import { beginReverting, completeReverting } from './writer.ts'

/** Takes an import back. */
export const revertImport: Handler<'import_revert'> = {
  async run({ database, clock }, run): Promise<RevertResult> {
    const batchId = Number(run.payload.batchId)
    const batch = await run.transact(async (tx) => {
      await beginReverting(tx, batchId)
      return await findBatch(tx, batchId)
    })
    if (!batch) throw new HydraFlowError('IMPORT_BATCH_NOT_FOUND', undefined, { id: run.payload.batchId })
    const { left } = await database.look
      .selectFrom('visit')
      .select((eb) => eb.fn.countAll<number>().as('left'))
      .where('batchId', '=', batchId)
      .executeTakeFirstOrThrow()
    const report = ({ visits, pages }: Removed) =>
      run.report(
        { phase: 'removing', stepsCompleted: Math.min(visits, left), stepsTotal: left, message: batch.fileName },
        { visits, pages },
      )
    const removed = await revertBatch(
      (act) => {
        run.signal.throwIfAborted()
        return run.transact(act)
      },
      batch,
      report,
    )
    await run.transact((tx) => completeReverting(tx, batchId, clock.now()))
    return { removed }
  },
}
