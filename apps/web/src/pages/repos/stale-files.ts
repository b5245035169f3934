import { isHydraFlowError, type ChangedFile } from '@hydraflow/sdk'
import { client } from '../../data/client.ts'

/** The paths of the files that are no longer as a proposal found them. One after the other: they may be many. */
export async function staleFiles(
  repoId: string,
  files: readonly ChangedFile[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const stale: string[] = []
  for (const file of files) if (await isStale(repoId, file, signal)) stale.push(file.path)
  return stale
}

async function isStale(repoId: string, file: ChangedFile, signal: AbortSignal): Promise<boolean> {
  const { path, oldPath, beforeSha256, beforeMode } = file
  const isNewPath = beforeSha256 === null || oldPath !== null
  if (isNewPath && (await isThere(repoId, path, signal))) return true
  if (beforeSha256 === null) return false
  try {
    const now = await client.repos.readFile({ repoId, path: oldPath ?? path, length: 1 }, { signal })
    return now.sha256 !== beforeSha256 || now.mode !== beforeMode
  } catch (error) {
    if (isHydraFlowError(error) && error.reason === 'FILE_NOT_FOUND') return true
    throw error
  }
}

/** Looked up in the list: to ask for a file that is rightly missing is a complaint in the console of the browser. */
async function isThere(repoId: string, path: string, signal: AbortSignal): Promise<boolean> {
  const { items } = await client.repos.files({ repoId, q: path, limit: 200 }, { signal })
  return items.some((item) => item.path === path)
}
