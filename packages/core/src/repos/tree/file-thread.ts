import { Worker } from 'node:worker_threads'
import { sibling } from '../../kernel/sibling.ts'
import type { NewFile, Written } from './new-files.ts'

/** Files to be made. Their bytes stand one after another in one memory, since each that crosses has its price. */
export interface FileOrder {
  readonly id: number
  readonly files: readonly (Omit<NewFile, 'bytes'> & { readonly length: number })[]
  readonly memory: ArrayBuffer
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

/**
 * Does what `writeNewFiles` does in a thread of its own, beside whatever this one computes meanwhile. The files that they
 * replace are kept open there for a moment.
 */
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
    const order = orderOf(id, wanted)
    this.#worker.postMessage(order, [order.memory])
    return pending.promise
  }

  #settle({ id, written }: FileAnswer): void {
    this.#pending.get(id)?.resolve(written.map((one) => ({ ...one, failure: one.failure && errorFrom(one.failure) })))
    this.#pending.delete(id)
    if (this.#pending.size === 0) this.#worker.unref()
  }
}

function orderOf(id: number, wanted: readonly NewFile[]): FileOrder {
  const memory = new ArrayBuffer(wanted.reduce((sum, { bytes }) => sum + bytes.length, 0))
  const whole = new Uint8Array(memory)
  let at = 0
  const files = wanted.map(({ bytes, ...file }) => {
    whole.set(bytes, at)
    at += bytes.length
    return { ...file, length: bytes.length }
  })
  return { id, files, memory }
}

/** What was wanted, on the other side. */
export function filesOf({ files, memory }: FileOrder): NewFile[] {
  let at = 0
  return files.map(({ length, ...file }) => {
    at += length
    return { ...file, bytes: new Uint8Array(memory, at - length, length) }
  })
}

const errorFrom = ({ message, code }: Failure): Error => Object.assign(new Error(message), { code })
