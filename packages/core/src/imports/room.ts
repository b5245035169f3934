import type { ImportPreview, ImportSource } from '../contract/index.ts'
import type { Room } from '../kernel/room.ts'
import { findProfiles } from './find-profiles.ts'
import { listBatches } from './reader.ts'
import { type ImportDeps, startImport } from './start-import.ts'
import { startRevert } from './start-revert.ts'

/** What computes too long for the event loop of a server, and is asked of a worker thread. */
export interface ImportAnswers {
  previewImport(source: ImportSource): Promise<ImportPreview>
}

interface ImportsRoomDeps extends ImportDeps {
  readonly answers: ImportAnswers
}

export function importsRoom(deps: ImportsRoomDeps): Room<'imports'> {
  return {
    sources: async () => ({ items: await findProfiles(deps) }),
    preview: (source) => deps.answers.previewImport(source),
    run: (input) => startImport(deps, input),
    batches: (input) => listBatches(deps.database.look, input),
    revert: ({ id }) => startRevert(deps, id),
  }
}
