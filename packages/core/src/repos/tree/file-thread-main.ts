import { parentPort } from 'node:worker_threads'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { codeOf } from './failures.ts'
import { type Failure, type FileAnswer, type FileOrder, filesOf } from './file-thread.ts'
import { nodeFiles } from './files.ts'
import { keepOpen, letGoLater } from './keep-open.ts'
import { writeNewFiles } from './new-files.ts'

// The main file of a thread that makes files and waits for the disk.
parentPort?.on('message', (order: FileOrder) => void obey(order))

async function obey(order: FileOrder): Promise<void> {
  const files = filesOf(order)
  const writing = writeNewFiles(nodeFiles, files)
  // All files are made in this turn; in the next one they are waited for.
  await nextTurn()
  const replaced = keepOpen(files.flatMap(({ replaces }) => replaces ?? []))
  const written = await writing
  const answer: FileAnswer = {
    id: order.id,
    written: written.map((one) => ({ ...one, failure: one.failure === null ? null : partsOf(one.failure) })),
  }
  parentPort?.postMessage(answer)
  letGoLater(replaced)
}

const partsOf = (failure: unknown): Failure => ({
  message: failure instanceof Error ? failure.message : String(failure),
  code: codeOf(failure),
})
