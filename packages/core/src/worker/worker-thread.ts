import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '@hydraflow/db'
import { isHydraFlowError } from '../contract/index.ts'
import { newUuid, systemClock } from '../kernel/deps.ts'
import { inOurWords } from '../kernel/errors.ts'
import type { Handlers } from './handler.ts'
import { Orders } from './orders.ts'
import { type Answer, type AnswerDeps, type Question, answer } from './questions.ts'
import { runWorker } from './runner.ts'
import type { ThreadData } from './start-workers.ts'
import { joinIncarnation } from './worker-id.ts'

// The main file of a worker thread: its own connection, its own event loop, the same ledger.
const { location, dataDir, environment, workerId, incarnation, concurrency, handlersModule } = workerData as ThreadData
joinIncarnation(incarnation)
const stop = new AbortController()
const opened = Promise.withResolvers<void>()
const asked = new Set<Promise<void>>()
const orders = new Orders()
parentPort?.on('message', (message: 'stop' | Question) => {
  if (message === 'stop') stop.abort()
  else remember(reply(message))
})
const database = await openDatabase(location, { sharesCommits: false })
const runJob: AnswerDeps['runJob'] = (job) => orders.run(job)
const deps = { database, clock: systemClock, newId: newUuid, dataDir, environment, runJob }
opened.resolve()
const { handlers }: { handlers: Partial<Handlers> } = await import(handlersModule)
await runWorker({ deps, handlers, workerId, concurrency, orders, signal: stop.signal })
await Promise.all(asked)
await database.close()
parentPort?.close()

function remember(replied: Promise<void>): void {
  const done = replied.finally(() => asked.delete(done))
  asked.add(done)
}

async function reply(question: Question): Promise<void> {
  await opened.promise
  parentPort?.postMessage(await answerTo(question))
}

async function answerTo({ id, name, input }: Question): Promise<Answer> {
  try {
    return { id, output: await answer(deps, { name, input }) }
  } catch (thrown) {
    const error = inOurWords(thrown)
    if (!isHydraFlowError(error)) return { id, bug: String((error as Error).stack ?? error) }
    const { reason, message, details } = error
    return { id, error: { reason, message, details } }
  }
}
