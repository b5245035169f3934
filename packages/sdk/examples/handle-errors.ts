// Every failure is a HydraFlowError: `reason` is stable, `message` is for people, `details` are for programs.
import { createClient, isHydraFlowError } from '@hydraflow/sdk'

const client = createClient({ timeoutMs: 5_000 })
try {
  await client.threads.get({ id: 'no-such-thread' })
} catch (error) {
  if (!isHydraFlowError(error)) throw error
  if (error.reason === 'THREAD_NOT_FOUND') console.log('It is gone:', error.message)
  else if (error.kind === 'unavailable') console.log('Try again later:', error.message)
  else throw error
}
