import type { Worker } from 'node:worker_threads'
import { HydraFlowError } from '../contract/index.ts'
import type { Answer, Question } from './questions.ts'

interface Pending {
  readonly workerId: string
  readonly thread: Worker
  resolve(output: unknown): void
  reject(error: Error): void
}

/** Questions that threads have not answered yet. */
export class Questions {
  readonly #pending = new Map<number, Pending>()
  #asked = 0
  /** A thread that is being stopped is waited for in any case. */
  stopping = false

  ask(workerId: string, thread: Worker, question: Omit<Question, 'id'>): Promise<unknown> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { workerId, thread, resolve, reject })
      // Whoever waits for an answer keeps the program running until it is there.
      thread.ref()
      thread.postMessage({ ...question, id } satisfies Question)
    })
  }

  settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if (pending) this.#release(pending)
    if ('output' in answer) return pending?.resolve(answer.output)
    if ('bug' in answer) return pending?.reject(new Error(answer.bug))
    const { reason, message, details } = answer.error
    pending?.reject(new HydraFlowError(reason, message, details))
  }

  #release({ workerId, thread }: Pending): void {
    const waits = [...this.#pending.values()].some((other) => other.workerId === workerId)
    if (!waits && !this.stopping) thread.unref()
  }

  /** A thread that ended answers nothing any more. */
  lose(workerId: string): void {
    for (const [id, pending] of this.#pending) {
      if (pending.workerId !== workerId) continue
      this.#pending.delete(id)
      pending.reject(new HydraFlowError('WORKER_LOST'))
    }
  }
}
