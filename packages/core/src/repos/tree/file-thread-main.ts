import { closeSync, openSync } from 'node:fs'
import { platform } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { codeOf } from './failures.ts'
import { type Failure, type FileAnswer, type FileOrder, filesOf } from './file-thread.ts'
import { nodeFiles } from './files.ts'
import { type NewFile, writeNewFiles } from './new-files.ts'
import { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } from './open-flags.ts'

const mostHeld = 256
const letGoAfterMs = 100
let held = 0

// The main file of a thread that makes files and waits for the disk.
parentPort?.on('message', (order: FileOrder) => void obey(order))

async function obey(order: FileOrder): Promise<void> {
  const files = filesOf(order)
  const writing = writeNewFiles(nodeFiles, files)
  // All files are made in this turn; in the next one they are waited for.
  await nextTurn()
  const replaced = hold(files)
  const written = await writing
  const answer: FileAnswer = {
    id: order.id,
    written: written.map((one) => ({ ...one, failure: one.failure === null ? null : partsOf(one.failure) })),
  }
  parentPort?.postMessage(answer)
  if (replaced.length > 0) setTimeout(() => void letGo(replaced), letGoAfterMs)
}

/**
 * Opens the files that are about to lose their names. To give their blocks back to the disk takes longer than all else
 * that is done for them, and happens when the last descriptor is closed: later, while nobody waits. On Windows an open
 * file cannot be replaced.
 */
function hold(files: readonly NewFile[]): number[] {
  if (platform() === 'win32') return []
  const places = files.flatMap(({ replaces }) => replaces ?? []).slice(0, mostHeld - held)
  const descriptors = places.flatMap((place) => opened(place) ?? [])
  held += descriptors.length
  return descriptors
}

function opened(place: string): number | null {
  try {
    return openSync(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch {
    // It only takes longer to replace.
    return null
  }
}

/** One in each turn: whoever wants files made goes first. */
async function letGo(descriptors: readonly number[]): Promise<void> {
  for (const descriptor of descriptors) {
    close(descriptor)
    held--
    await nextTurn()
  }
}

function close(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // What a disk says at the last close of a file that has no name any more concerns nobody.
  }
}

const partsOf = (failure: unknown): Failure => ({
  message: failure instanceof Error ? failure.message : String(failure),
  code: codeOf(failure),
})
