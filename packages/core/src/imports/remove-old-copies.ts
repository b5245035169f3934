import type { Deps } from '../kernel/deps.ts'
import { copiesDirectory, removeOlderThanDay } from './directories.ts'

/** Removes copies that no import will go on with: those of jobs that failed, and of previews that died. */
export async function removeOldCopies({
  database,
  clock,
  dataDir,
}: Deps & { readonly dataDir: string }): Promise<number> {
  const jobs = await database.look.selectFrom('job').select('id').where('status', 'in', ['queued', 'running']).execute()
  return await removeOlderThanDay(copiesDirectory(dataDir), clock.now() / 1_000, new Set(jobs.map(({ id }) => id)))
}
