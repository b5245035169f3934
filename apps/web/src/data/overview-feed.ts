import { useQuery } from '@tanstack/react-query'
import type { Overview } from '@hydraflow/sdk'
import { client, queryClient, refresh } from './client.ts'
import type { Feed } from './live.ts'
import { queryKeys } from './query-keys.ts'

export const overviewFeed: Feed<Overview> = {
  open: (options) => client.overview.watch({}, options),
  onValue: (overview) => {
    const before = queryClient.getQueryData<Overview>(queryKeys.overview)?.counts
    queryClient.setQueryData(queryKeys.overview, overview)
    const { repos, changes } = overview.counts
    // What others register and propose makes no job that would tell of it.
    if (before && (before.repos !== repos || before.changes !== changes)) void refresh(queryKeys.repos)
  },
}

/** The overview as the feed last told it. */
export const useOverview = () =>
  useQuery({ queryKey: queryKeys.overview, queryFn: ({ signal }) => client.overview.get({}, { signal }) })
