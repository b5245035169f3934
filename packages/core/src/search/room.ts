import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { searchEverything } from './search-everything.ts'
import { suggest } from './suggest.ts'

export const searchRoom = (deps: Deps): Room<'search'> => ({
  query: (input) => searchEverything(deps, input),
  suggest: (input) => suggest(deps, input),
})
