import { useMemo } from 'react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { PurgeHistory } from '@hydraflow/sdk'
import { client } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { paths } from '../../paths.ts'
import { filterFromSearch } from './history-filter.ts'
import { readHistorySearch, type HistorySearch } from './history-search.ts'

export interface HistoryAddress {
  readonly search: HistorySearch
  /** Changes the filter; what the panel shows goes with the old one. */
  readonly narrow: (change: Partial<HistorySearch>) => void
  readonly show: (page: string, visit?: string) => void
  readonly close: () => void
}

/** The filter and the panel, as the address has them. */
export function useHistoryAddress(): HistoryAddress {
  const search = useSearch({ strict: false, select: readHistorySearch, structuralSharing: true })
  const navigate = useNavigate()
  const go = (next: HistorySearch, replace: boolean) => void navigate({ ...paths.history(next), replace })
  return {
    search,
    narrow: (change) => go({ ...search, page: undefined, visit: undefined, ...change }, false),
    // Walking from one visit to the next is one step of the way back.
    show: (page, visit) => go({ ...search, page, visit }, search.page !== undefined),
    close: () => go({ ...search, page: undefined, visit: undefined }, true),
  }
}

export function useVisits(search: HistorySearch) {
  const filter = filterFromSearch(search)
  const query = useInfiniteQuery({
    queryKey: queryKeys.historyList(filter),
    queryFn: ({ pageParam, signal }) => client.history.list({ ...filter, limit: 100, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const visits = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, visits }
}

/** How many visits a purge would remove: the one count that follows every filter. */
export const useVisitCount = (what: PurgeHistory, enabled = true) =>
  useQuery({
    queryKey: queryKeys.historyCount(what),
    queryFn: ({ signal }) => client.history.purge({ ...what, dryRun: true }, { signal }),
    enabled,
  })

/** A purge needs a filter; without one it is asked for everything in so many words. */
export const purgeOf = (search: HistorySearch): PurgeHistory => {
  const filter = filterFromSearch(search)
  return Object.keys(filter).length === 0 ? { all: true } : filter
}

/** The same, but redirects and subframes go too: who deletes a site wants nothing of it left. */
export const thoroughPurgeOf = (search: HistorySearch): PurgeHistory => purgeOf({ ...search, hidden: true })

/** The hosts that hold most of what matches, whatever host is chosen now. */
export function useHosts({ q, from, to }: HistorySearch, { enabled = true } = {}) {
  const filter = filterFromSearch({ q, from, to, hidden: true })
  const asked = { q: filter.query ?? '', kinds: 'page' as const, limit: 1, from: filter.from, to: filter.to }
  return useQuery({
    queryKey: queryKeys.historyHosts(asked),
    queryFn: ({ signal }) => client.search.query(asked, { signal }),
    enabled,
    placeholderData: keepPreviousData,
    // Of very many pages the search looks only at so many, and its counts are of these.
    select: ({ facets, complete, total }) => ({ hosts: facets.hosts, countedIn: complete ? null : total }),
  })
}
