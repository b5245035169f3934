import { closeSync, openSync } from 'node:fs'
import { platform } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } from './open-flags.ts'

const mostKept = 256
const letGoAfterMs = 100
let kept = 0

/**
 * Opens files that are about to lose their names, as far as there is room. To give their blocks back to the disk takes
 * longer than all else that is done for them, and happens when the last descriptor is closed: later, while nobody waits. On
 * Windows an open file cannot be replaced.
 */
export function keepOpen(places: readonly string[]): number[] {
  if (platform() === 'win32') return []
  const descriptors = places.slice(0, mostKept - kept).flatMap((place) => opened(place) ?? [])
  kept += descriptors.length
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

/** Closes what was kept open, after the answer. */
export function letGoLater(descriptors: readonly number[]): void {
  if (descriptors.length > 0) setTimeout(() => void letGo(descriptors), letGoAfterMs)
}

/** One in each turn: whoever wants files made goes first. */
async function letGo(descriptors: readonly number[]): Promise<void> {
  for (const descriptor of descriptors) {
    close(descriptor)
    kept--
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
