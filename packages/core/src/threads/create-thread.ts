import type { CreateThread, Thread } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { getThread } from './reader.ts'
import { addThread } from './writer.ts'

/** Makes a thread; an id that is there already returns that thread as it is. */
export async function createThread(deps: Deps, input: CreateThread): Promise<Thread> {
  return await deps.database.transact(async (tx) => {
    const { id } = await addThread(tx, deps, input)
    return await getThread(tx, id)
  })
}
