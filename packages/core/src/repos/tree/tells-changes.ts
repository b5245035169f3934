import type { BigIntStats } from 'node:fs'

const nsPerMs = 1_000_000n
/** Longer than any system lets the clock stand by which it stamps changes. */
const tickNs = 20n * nsPerMs
/** Some file systems keep whole seconds, or two of them. */
const coarseNs = 3_000n * nsPerMs

/**
 * Whether a change of a file, from the moment of its reading on, would show in its stats. It would not if the file was
 * changed so shortly before that both changes bear the same stamp. Git calls such a file racy.
 */
export function tellsChanges({ ctimeNs }: Pick<BigIntStats, 'ctimeNs'>, readAtMs: number): boolean {
  const isFine = ctimeNs % nsPerMs !== 0n
  return BigInt(readAtMs) * nsPerMs - ctimeNs > (isFine ? tickNs : coarseNs)
}
