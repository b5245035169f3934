import { Worker } from 'node:worker_threads'
import { sibling } from '../../kernel/sibling.ts'
import type { NewFile, Written } from './new-files.ts'

export interface FileOrder {
  readonly id: number
  readonly wanted: readonly NewFile[]
}

/** An error crosses as its parts. */
export interface FileAnswer {
  readonly id: number
  readonly written: readonly (Omit<Written, 'failure'> & { readonly failure: Failure | null })[]
}

export interface Failure {
  readonly message: string
  readonly code: string | undefined
}

type Pending = PromiseWithResolvers<Written[]>

let current: FileThread | undefined

/** Does what `writeNewFiles` does in a thread of its own, beside whatever this one computes meanwhile. */
export function writeFilesBeside(wanted: readonly NewFile[]): Promise<Written[]> {
  current ??= new FileThread(() => (current = undefined))
  return current.write(wanted)
}

class FileThread {
  readonly #worker = new Worker(sibling(import.meta.url, './file-thread-main'))
  readonly #pending = new Map<number, Pending>()
  #orders = 0

  constructor(ended: () => void) {
    this.#worker.on('message', (answer: FileAnswer) => this.#settle(answer))
    // The exit that follows an error is what counts.
    this.#worker.on('error', () => {})
    this.#worker.on('exit', () => {
      ended()
      for (const { reject } of this.#pending.values()) reject(new Error('The thread that writes files has ended.'))
    })
    this.#worker.unref()
  }

  write(wanted: readonly NewFile[]): Promise<Written[]> {
    const id = ++this.#orders
    const pending: Pending = Promise.withResolvers()
    this.#pending.set(id, pending)
    this.#worker.ref()
    // Copies of their own, which are handed over: a part of a buffer would cross with the whole of it.
    const files = wanted.map((file) => ({ ...file, bytes: new Uint8Array(file.bytes) }))
    this.#worker.postMessage(
      { id, wanted: files } satisfies FileOrder,
      files.map(({ bytes }) => bytes.buffer),
    )
    return pending.promise
  }

  #settle({ id, written }: FileAnswer): void {
    this.#pending.get(id)?.resolve(written.map((one) => ({ ...one, failure: one.failure && errorFrom(one.failure) })))
    this.#pending.delete(id)
    if (this.#pending.size === 0) this.#worker.unref()
  }
}

const errorFrom = ({ message, code }: Failure): Error => Object.assign(new Error(message), { code })
