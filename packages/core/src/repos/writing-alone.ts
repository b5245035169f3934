const last = new Map<string, Promise<unknown>>()

/** Runs one deed after the other for the same repository in this thread; the journal does it between processes. */
export function alone<T>(repoId: string, act: () => Promise<T>): Promise<T> {
  const turn = (last.get(repoId) ?? Promise.resolve()).then(act, act)
  const done = turn.then(
    () => {},
    () => {},
  )
  last.set(repoId, done)
  void done.then(() => last.get(repoId) === done && last.delete(repoId))
  return turn
}
