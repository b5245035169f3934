import type { Room } from '../kernel/room.ts'
import { findProfiles } from './find-profiles.ts'
import { previewInThread } from './preview-in-thread.ts'
import { listBatches } from './reader.ts'
import { type ImportDeps, startImport } from './start-import.ts'
import { startRevert } from './start-revert.ts'

interface ImportsRoomDeps extends ImportDeps {
  /** Of the database, for threads that open it themselves. */
  readonly location: string
}

export function importsRoom(deps: ImportsRoomDeps): Room<'imports'> {
  const { location, dataDir, home, platform } = deps
  return {
    sources: async () => ({ items: await findProfiles(deps) }),
    preview: (source) => previewInThread({ location, dataDir, home, platform }, source),
    run: (input) => startImport(deps, input),
    batches: (input) => listBatches(deps.database.look, input),
    revert: ({ id }) => startRevert(deps, id),
  }
}
