import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '@hydraflow/db'
import { newUuid, systemClock } from '../kernel/deps.ts'
import type { Handlers } from './handler.ts'
import { runWorker } from './runner.ts'
import type { ThreadData } from './start-workers.ts'

// The main file of a worker thread: its own connection, its own event loop, the same ledger.
const { location, dataDir, workerId, concurrency, handlersModule } = workerData as ThreadData
const stop = new AbortController()
parentPort?.on('message', () => stop.abort())
const database = await openDatabase(location)
const { handlers }: { handlers: Partial<Handlers> } = await import(handlersModule)
const deps = { database, clock: systemClock, newId: newUuid, dataDir }
await runWorker({ deps, handlers, workerId, concurrency, signal: stop.signal })
await database.close()
parentPort?.close()
