import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '@hydraflow/db'
import { isHydraFlowError } from '../contract/index.ts'
import { newUuid } from '../kernel/deps.ts'
import { previewImport } from './preview-import.ts'
import type { PreviewAnswer, PreviewTask } from './preview-in-thread.ts'

// The main file of a thread that previews one file and ends.
const { location, source, dataDir, home, platform } = workerData as PreviewTask
const database = await openDatabase(location)
try {
  parentPort?.postMessage(await answer())
} finally {
  await database.close()
}

async function answer(): Promise<PreviewAnswer> {
  try {
    return { preview: await previewImport({ database, newId: newUuid, dataDir, home, platform }, source) }
  } catch (error) {
    if (!isHydraFlowError(error)) throw error
    const { reason, message, details } = error
    return { error: { reason, message, details } }
  }
}
