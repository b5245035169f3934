import { platform } from 'node:os'
import type { Root } from './root.ts'

const mostHeld = 256
const letGoAfterMs = 100

/**
 * Whether a file that is about to lose its name may be kept open. To give its blocks back to the disk takes longer than all
 * else that is done for it, and happens when the last descriptor is closed: later, while nobody waits. On Windows an open
 * file cannot be replaced.
 */
export const mayHold = (held: readonly number[]): boolean => held.length < mostHeld && platform() !== 'win32'

/** Closes what was kept open, after the answer. */
export function letGoLater({ files }: Root, held: readonly number[]): void {
  if (held.length === 0) return
  setTimeout(() => {
    for (const fd of held) void files.letGo(fd).catch(() => {})
  }, letGoAfterMs)
}
