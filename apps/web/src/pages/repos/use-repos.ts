import { useMemo } from 'react'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { ListChanges } from '@hydraflow/sdk'
import { client, queryClient } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'

export const useRepos = () =>
  useQuery({
    queryKey: queryKeys.repoList,
    queryFn: ({ signal }) => client.repos.list({ limit: 200 }, { signal }),
  })

export const useRepo = (id: string) =>
  useQuery({ queryKey: queryKeys.repo(id), queryFn: ({ signal }) => client.repos.get({ id }, { signal }) })

export const useRepoStatus = (repoId: string) =>
  useQuery({
    queryKey: queryKeys.repoStatus(repoId),
    queryFn: ({ signal }) => client.repos.status({ repoId }, { signal }),
    staleTime: 5_000,
  })

export const useBudget = (repoId: string) =>
  useQuery({
    queryKey: queryKeys.repoBudget(repoId),
    queryFn: ({ signal }) => client.repos.budget({ repoId }, { signal }),
    staleTime: 5_000,
  })

/** The ledger as a filter selects it. */
export function useChanges(filter: Omit<ListChanges, 'cursor' | 'limit'>) {
  const query = useInfiniteQuery({
    queryKey: queryKeys.changes(filter.repoId, filter),
    queryFn: ({ pageParam, signal }) => client.repos.changes({ limit: 100, ...filter, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
  const changes = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, changes }
}

export const useChange = (repoId: string, changeId: string) =>
  useQuery({
    queryKey: queryKeys.change(repoId, changeId),
    queryFn: ({ signal }) => client.repos.getChange({ repoId, changeId }, { signal }),
  })

/** A deed on a repository; whatever became of it, all that is shown of repositories is read again. */
export const useRepoDeed = <Input, Output>(act: (input: Input) => Promise<Output>, then?: (output: Output) => void) =>
  useMutation({
    mutationFn: act,
    onSuccess: (output) => then?.(output),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.repos }),
  })
