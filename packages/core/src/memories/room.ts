import type { Deleted } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { notFound } from '../kernel/errors.ts'
import type { Room } from '../kernel/room.ts'
import { forgetMemories } from './forget-memories.ts'
import { listMemories, listMemoryChanges } from './reader.ts'
import { searchMemories } from './search-memories.ts'
import { upsertMemory } from './upsert-memory.ts'

export const memoriesRoom = (deps: Deps): Room<'memories'> => ({
  list: (input) => listMemories(deps.database.look, input),
  upsert: (input) => upsertMemory(deps, input),
  search: (input) => searchMemories(deps.database, input),
  changes: (input) => listMemoryChanges(deps.database.look, input),
  delete: ({ id }) => deleteMemory(deps, id),
})

async function deleteMemory({ database, clock }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    const known = await tx.selectFrom('memory').select('id').where('id', '=', id).executeTakeFirst()
    if (!known) throw notFound('MEMORY_NOT_FOUND', id)
    return { deleted: id, removed: { memories: await forgetMemories(tx, clock, [id]) } }
  })
}
