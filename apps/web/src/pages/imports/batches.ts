import { useMemo } from 'react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ImportBatch } from '@hydraflow/sdk'
import { client } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { paths } from '../../paths.ts'
import { localDay } from '../../ui/format.ts'

export function useBatches() {
  const query = useInfiniteQuery({
    queryKey: queryKeys.importBatches,
    queryFn: ({ pageParam, signal }) => client.imports.batches({ limit: 20, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const batches = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, batches }
}

/** The days that an import covers. */
export const historyOfBatch = ({ from, to }: ImportBatch) =>
  paths.history({
    from: from === null ? undefined : localDay(new Date(from)),
    to: to === null ? undefined : localDay(new Date(to)),
  })
