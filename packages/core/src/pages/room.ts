import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { getPage, listPages } from './reader.ts'

export const pagesRoom = (deps: Deps): Room<'pages'> => ({
  list: (input) => listPages(deps.database, input),
  get: ({ id }) => getPage(deps.database.look, id),
})
