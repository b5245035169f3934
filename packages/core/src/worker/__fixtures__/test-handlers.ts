import { setTimeout as delay } from 'node:timers/promises'
import { HydraFlowError } from '../../contract/index.ts'
import type { Handlers } from '../handler.ts'

/** Work for the tests of the runner; what to do is in the payload of an `import_revert`. */
export const handlers: Partial<Handlers> = {
  import_revert: {
    async run(_, run) {
      const { batchId: what } = run.payload
      if (what === 'fail once' && run.attempt === 1) throw new Error('not yet')
      if (what === 'fail') throw new HydraFlowError('IMPORT_BATCH_NOT_FOUND')
      if (what === 'no room') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      if (what === 'block') for (const end = Date.now() + 400; Date.now() < end; );
      if (what === 'crash' && run.attempt === 1) process.exit(1)
      if (what === 'wait') {
        run.report({ phase: 'waiting', stepsCompleted: 1, stepsTotal: 2 }, { seen: 3 })
        await run.log('info', 'Waiting', { for: 'ever' })
        for (;;) {
          run.signal.throwIfAborted()
          await delay(10)
        }
      }
      return { done: what, attempt: run.attempt }
    },
    async undo(_, run) {
      await run.log('info', 'Taken back')
    },
  },
}
