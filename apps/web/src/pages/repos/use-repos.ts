import { useMemo } from 'react'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { Change, ListAllChanges, ProposePatch, Repo } from '@hydraflow/sdk'
import { toast } from 'sonner'
import { client, queryClient, refresh } from '../../data/client.ts'
import { faultText } from '../../data/fault-text.ts'
import { keepJob } from '../../data/job-feed.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { staleFiles } from './stale-files.ts'

/** What a budget leaves changes as its hour moves on. */
const budgetEveryMs = 60_000
/** Files change without anybody telling. */
const statusEveryMs = 30_000
/** Large patches and slow checks take their time; the job says how far they are. */
export const longestDeedMs = 24 * 3_600_000

export const refreshRepos = () => refresh(queryKeys.repos)

/** Every registered repository, newest first. */
export function useRepos() {
  const query = useInfiniteQuery({
    queryKey: queryKeys.repoList,
    queryFn: ({ pageParam, signal }) => client.repos.list({ limit: 200, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const repos = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, repos }
}

export const useRepo = (repoId: string) =>
  useQuery({
    queryKey: queryKeys.repo(repoId),
    queryFn: ({ signal }) => client.repos.get({ id: repoId }, { signal }),
    initialData: () =>
      queryClient
        .getQueryData<{ pages: { items: Repo[] }[] }>(queryKeys.repoList)
        ?.pages.flatMap(({ items }) => items)
        .find(({ id }) => id === repoId),
    initialDataUpdatedAt: () => queryClient.getQueryState(queryKeys.repoList)?.dataUpdatedAt,
  })

/** What git says; repositories that may not be read say nothing. */
export const useRepoStatus = ({ id, allowedOps }: Pick<Repo, 'id' | 'allowedOps'>) =>
  useQuery({
    queryKey: queryKeys.repoStatus(id),
    queryFn: ({ signal }) => client.repos.status({ repoId: id }, { signal }),
    enabled: allowedOps.includes('read'),
    refetchInterval: statusEveryMs,
    staleTime: 5_000,
  })

export const useBudget = (repoId: string) =>
  useQuery({
    queryKey: queryKeys.repoBudget(repoId),
    queryFn: ({ signal }) => client.repos.budget({ repoId }, { signal }),
    refetchInterval: budgetEveryMs,
  })

type ChangeFilter = Omit<Partial<ListAllChanges>, 'cursor'>

/** Entries of the ledger of one repository, or of all of them. */
export function useChanges(repoId: string | undefined, filter: ChangeFilter) {
  const query = useInfiniteQuery({
    queryKey: queryKeys.changes({ repoId, ...filter }),
    queryFn: ({ pageParam, signal }) => {
      const input = { limit: 100, ...filter, cursor: pageParam }
      return repoId === undefined
        ? client.repos.allChanges(input, { signal })
        : client.repos.changes({ ...input, repoId }, { signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const changes = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, changes }
}

export const useChange = (repoId: string, changeId: string | undefined) =>
  useQuery({
    queryKey: queryKeys.change(changeId ?? ''),
    queryFn: ({ signal }) => client.repos.getChange({ repoId, changeId: changeId ?? '' }, { signal }),
    enabled: changeId !== undefined,
  })

/** Which files of a proposal somebody else has changed; asked again when the person comes back from the editor. */
export const useStaleFiles = ({ id, allowedOps }: Repo, change: Change) =>
  useQuery({
    queryKey: queryKeys.staleFiles(change.id),
    queryFn: ({ signal }) => staleFiles(id, change.files, signal),
    enabled: change.proposal?.state === 'open' && allowedOps.includes('read'),
    staleTime: 0,
    retry: false,
  })

const seldomMs = 300_000

export const useThreadTitle = (id: string | null): string | undefined =>
  useQuery({
    queryKey: queryKeys.thread(id ?? ''),
    queryFn: ({ signal }) => client.threads.get({ id: id ?? '' }, { signal }),
    enabled: id !== null,
    staleTime: seldomMs,
    retry: false,
  }).data?.title

export const useTaskTitle = (id: string | null): string | undefined =>
  useQuery({
    queryKey: queryKeys.task(id ?? ''),
    queryFn: ({ signal }) => client.tasks.get({ id: id ?? '' }, { signal }),
    enabled: id !== null,
    staleTime: seldomMs,
    retry: false,
  }).data?.title

const sayWhy = (error: unknown) => {
  const { what, advice } = faultText(error)
  toast.error(what, { description: advice })
}

interface ChecksWish {
  repoId: string
  checks?: string[]
  changeId?: string
}

/** Starts checks as a job; the feed of jobs tells the rest. */
export const useRunChecks = () =>
  useMutation({
    mutationFn: (wish: ChecksWish) => client.repos.runChecks({ ...wish, stopOnFailure: false, origin: 'web' }),
    onSuccess: keepJob,
    onError: sayWhy,
  })

export const useVerifyLedger = (repoId: string) =>
  useMutation({ mutationFn: () => client.repos.verifyLedger({ repoId }, { timeoutMs: longestDeedMs }) })

type Proposing = Pick<ProposePatch, 'repoId' | 'patch' | 'mode' | 'summary'>

export const usePropose = () =>
  useMutation({
    mutationFn: (input: Proposing) =>
      client.repos.proposePatch({ ...input, origin: 'web' }, { timeoutMs: longestDeedMs }),
    // A refused one stands in the ledger as well.
    onSettled: () => void refreshRepos(),
  })

interface ApplyWish {
  repoId: string
  proposalId: string
  paths?: string[]
  runChecks?: string[]
  undoOnFailure?: boolean
}

export const useApply = () =>
  useMutation({
    mutationFn: (wish: ApplyWish) => client.repos.applyPatch({ ...wish, origin: 'web' }, { timeoutMs: longestDeedMs }),
    onSettled: () => void refreshRepos(),
  })

interface RefuseWish {
  repoId: string
  proposalId: string
  reason?: string
}

export const useRefuse = () =>
  useMutation({
    mutationFn: (wish: RefuseWish) => client.repos.refuseProposal({ ...wish, origin: 'web' }),
    // Waited for, so that the question goes when the page says what became of the proposal.
    onSettled: () => refreshRepos(),
  })

export interface UndoWish {
  readonly repoId: string
  readonly changeId: string
  readonly kind: 'undo' | 'redo'
  readonly paths?: string[]
}

const revert = ({ kind, ...wish }: UndoWish, dryRun: boolean, signal?: AbortSignal) => {
  const options = { timeoutMs: longestDeedMs, ...(signal && { signal }) }
  const { repoId, changeId } = wish
  return kind === 'undo'
    ? client.repos.undoChange({ ...wish, dryRun, origin: 'web' }, options)
    : client.repos.redoChange({ repoId, changeId, dryRun, origin: 'web' }, options)
}

/** What taking a change back, or applying it again, would do now. */
export const useRevertPreview = (wish: UndoWish) =>
  useQuery({
    queryKey: queryKeys.undoPreview(wish),
    queryFn: ({ signal }) => revert(wish, true, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })

export const useRevert = () =>
  useMutation({ mutationFn: (wish: UndoWish) => revert(wish, false), onSettled: () => void refreshRepos() })
