import { Worker } from 'node:worker_threads'
import { type ErrorReason, HydraFlowError, type ImportPreview, type ImportSource } from '../contract/index.ts'
import { sibling } from '../kernel/sibling.ts'
import type { Machine } from './find-profiles.ts'

/** What a thread needs to work on the workspace by itself. */
export interface PreviewPlace extends Machine {
  readonly dataDir: string
  /** Of the database. */
  readonly location: string
}

export interface PreviewTask extends PreviewPlace {
  readonly source: ImportSource
}

/** What the thread answers: an error of ours crosses as its parts. */
export type PreviewAnswer =
  | { readonly preview: ImportPreview }
  | {
      readonly error: {
        readonly reason: ErrorReason
        readonly message: string
        readonly details: Record<string, unknown>
      }
    }

/** Previews a file in a thread of its own, since reading a large one takes seconds that nobody else should wait. */
export function previewInThread(place: PreviewPlace, source: ImportSource): Promise<ImportPreview> {
  const { promise, resolve, reject } = Promise.withResolvers<ImportPreview>()
  const task: PreviewTask = { ...place, source }
  const thread = new Worker(sibling(import.meta.url, './preview-thread'), { workerData: task })
  thread.on('message', (answer: PreviewAnswer) => {
    if ('preview' in answer) resolve(answer.preview)
    else reject(new HydraFlowError(answer.error.reason, answer.error.message, answer.error.details))
  })
  thread.on('error', reject)
  thread.on('exit', () => reject(new Error('The thread ended before it answered.')))
  return promise
}
