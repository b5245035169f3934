/** Begins all acts at once; a failure is thrown when all of them have ended. */
export async function allOf(acts: readonly (() => Promise<void>)[]): Promise<void> {
  const ends = await Promise.allSettled(acts.map((act) => act()))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** As many as the pool of the server has threads: what waits for the disk waits together. */
const width = 32

/**
 * Acts on all items, some at a time. After a failure nothing more is begun, and it is thrown when all that ran has ended: so
 * nothing is still at work on the tree while it is put back.
 */
export async function inParallel<T, R>(items: readonly T[], act: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const failures: unknown[] = []
  let next = 0
  async function work(): Promise<void> {
    while (next < items.length && failures.length === 0) {
      const at = next++
      try {
        results[at] = await act(items[at] as T, at)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work))
  if (failures.length > 0) throw failures[0]
  return results
}
