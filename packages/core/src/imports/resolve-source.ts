import { realpath } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { ImportSource } from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { browserFromPath } from './browsers.ts'
import { refused } from './copy-source.ts'
import { type Machine, findProfiles } from './find-profiles.ts'
import { getUpload } from './uploads.ts'

/** A file to import: where it is, and what it is called to a person. */
export interface ResolvedSource {
  /** Absolute, and no symlink: a database's log and journal lie beside the file itself. */
  readonly path: string
  readonly fileName: string
  /** Null when nothing says which. */
  readonly browser: string | null
  readonly uploadId: string | null
}

export async function resolveSource(
  { dataDir, ...machine }: Machine & { readonly dataDir: string },
  { path, profileId, uploadId }: ImportSource,
): Promise<ResolvedSource> {
  if (uploadId !== undefined) {
    const upload = await getUpload(dataDir, uploadId)
    return { path: upload.path, fileName: upload.name, browser: browserFromPath(upload.name), uploadId }
  }
  if (profileId !== undefined) {
    const profile = (await findProfiles(machine)).find(({ id }) => id === profileId)
    if (!profile) throw notFound('IMPORT_PROFILE_NOT_FOUND', profileId)
    return { ...(await fileAt(profile.path)), browser: profile.browser }
  }
  return await fileAt(path ?? '')
}

async function fileAt(path: string): Promise<ResolvedSource> {
  const absolute = resolve(path)
  const real = await refused(() => realpath(absolute))
  return { path: real, fileName: basename(absolute), browser: browserFromPath(absolute), uploadId: null }
}
