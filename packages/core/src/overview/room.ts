import type { Room } from '../kernel/room.ts'
import { type OverviewDeps, getOverview } from './get-overview.ts'
import { watchOverview } from './watch-overview.ts'

export const overviewRoom = (deps: OverviewDeps): Room<'overview'> => ({
  get: () => getOverview(deps),
  watch: (_, { signal }) => watchOverview(deps, signal),
})
