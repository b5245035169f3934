import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { createThread } from './create-thread.ts'
import { deleteThread } from './delete-thread.ts'
import { getThread, listThreads } from './reader.ts'
import { updateThread } from './update-thread.ts'

export const threadsRoom = (deps: Deps): Room<'threads'> => ({
  list: (input) => listThreads(deps.database.look, input),
  create: (input) => createThread(deps, input),
  get: ({ id }) => getThread(deps.database.look, id),
  update: (input) => updateThread(deps, input),
  delete: ({ id }) => deleteThread(deps, id),
})
