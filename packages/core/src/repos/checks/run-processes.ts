import type { ProcessRow } from './process-table.ts'

/**
 * The rows that belong to a run: what holds its mark, what is in one of the `known` groups and sessions, and all that
 * descends from these. The server itself and whatever shares its session are never among them, since a run begins with
 * a session of its own.
 */
export function runProcesses(
  rows: readonly ProcessRow[],
  known: ReadonlySet<number>,
  ownPid: number,
): readonly ProcessRow[] {
  const ownSession = rows.find(({ pid }) => pid === ownPid)?.session ?? 0
  const foreign = rows.filter(
    ({ pid, session }) => pid > 1 && pid !== ownPid && (session === 0 || session !== ownSession),
  )
  const ids = new Set([...known].filter((id) => id > 1))
  const found = new Set<ProcessRow>()
  let before = -1
  while (found.size > before) {
    before = found.size
    for (const row of foreign) {
      if (found.has(row)) continue
      if (!row.marked && !ids.has(row.pid) && !ids.has(row.parent) && !ids.has(row.group) && !ids.has(row.session))
        continue
      found.add(row)
      for (const id of [row.pid, row.group, row.session]) if (id > 1) ids.add(id)
    }
  }
  return [...found]
}
