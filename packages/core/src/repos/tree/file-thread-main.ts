import { parentPort } from 'node:worker_threads'
import { codeOf } from './failures.ts'
import { nodeFiles } from './files.ts'
import type { Failure, FileAnswer, FileOrder } from './file-thread.ts'
import { writeNewFiles } from './new-files.ts'

// The main file of a thread that makes files and waits for the disk.
parentPort?.on('message', ({ id, wanted }: FileOrder) => {
  void writeNewFiles(nodeFiles, wanted).then((written) => {
    const answer: FileAnswer = {
      id,
      written: written.map((one) => ({ ...one, failure: one.failure === null ? null : partsOf(one.failure) })),
    }
    parentPort?.postMessage(answer)
  })
})

const partsOf = (failure: unknown): Failure => ({
  message: failure instanceof Error ? failure.message : String(failure),
  code: codeOf(failure),
})
