import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ImportSource } from '@hydraflow/sdk'
import { client, refresh } from '../../data/client.ts'
import { keepJob } from '../../data/job-feed.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { paths } from '../../paths.ts'
import { readImportSearch, type ImportSearch } from './import-search.ts'

export interface ImportAddress {
  readonly search: ImportSearch
  readonly go: (search: ImportSearch) => void
}

export function useImportAddress(): ImportAddress {
  const search = useSearch({ strict: false, select: readImportSearch, structuralSharing: true })
  const navigate = useNavigate()
  return { search, go: (next) => void navigate(paths.imports(next)) }
}

/** The file that the address names, if any. */
export function sourceOf({ profile, path, upload }: ImportSearch): ImportSource | undefined {
  if (profile !== undefined) return { profileId: profile }
  if (path !== undefined) return { path }
  return upload === undefined ? undefined : { uploadId: upload }
}

export const useProfiles = () =>
  useQuery({
    queryKey: queryKeys.importSources,
    queryFn: ({ signal }) => client.imports.sources({}, { signal }),
    select: ({ items }) => items,
  })

/** A file of some gigabytes is copied before it is looked into. */
const longestLookMs = 300_000

export const usePreview = (source: ImportSource) =>
  useQuery({
    queryKey: queryKeys.importPreview(source),
    queryFn: ({ signal }) => client.imports.preview(source, { signal, timeoutMs: longestLookMs }),
    // What is new depends on what was imported meanwhile.
    staleTime: 0,
    retry: false,
  })

export const useUpload = (onUploaded: (uploadId: string) => void) =>
  useMutation({
    mutationFn: (file: File) => client.imports.upload(file, { name: file.name }),
    onSuccess: ({ id }) => onUploaded(id),
  })

export const useRunImport = (onStarted: (jobId: string) => void) =>
  useMutation({
    mutationFn: (source: ImportSource) => client.imports.run(source, { timeoutMs: longestLookMs }),
    onSuccess: async (job) => {
      keepJob(job)
      onStarted(job.id)
      await refresh(queryKeys.importBatches)
    },
  })
