import { platform } from 'node:os'
import type { Root } from './root.ts'

const mostHeld = 256
const letGoAfterMs = 100

/**
 * Keeps a file open that is about to lose its name. To give its blocks back to the disk takes longer than all else that is
 * done for it, and happens when the last descriptor is closed: later, while nobody waits.
 */
export async function keepOpen({ files }: Root, held: number[], place: string): Promise<void> {
  // On Windows an open file cannot be replaced.
  if (held.length >= mostHeld || platform() === 'win32') return
  const fd = await files.keep(place)
  if (fd !== null) held.push(fd)
}

/** Closes what was kept open, after the answer. */
export function letGoLater({ files }: Root, held: readonly number[]): void {
  if (held.length === 0) return
  setTimeout(() => {
    for (const fd of held) void files.letGo(fd).catch(() => {})
  }, letGoAfterMs)
}
