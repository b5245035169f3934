const firstMicros = 1_000_000
const longestMicros = 300_000_000

/** How long a job waits after its `attempts`-th try failed: 1 s, 4 s, 16 s, … at most 5 minutes. In microseconds. */
export const backoff = (attempts: number): number =>
  Math.min(firstMicros * 4 ** Math.max(0, attempts - 1), longestMicros)
