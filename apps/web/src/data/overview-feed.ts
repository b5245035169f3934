import { useQuery } from '@tanstack/react-query'
import type { Overview } from '@hydraflow/sdk'
import { client, queryClient } from './client.ts'
import type { Feed } from './live.ts'
import { queryKeys } from './query-keys.ts'

export const overviewFeed: Feed<Overview> = {
  open: (options) => client.overview.watch({}, options),
  onValue: (overview) => queryClient.setQueryData(queryKeys.overview, overview),
}

/** The overview as the feed last told it. */
export const useOverview = () =>
  useQuery({ queryKey: queryKeys.overview, queryFn: ({ signal }) => client.overview.get({}, { signal }) })
