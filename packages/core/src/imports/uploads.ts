import { chmod, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { HydraFlowError, type Upload } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { notFound } from '../kernel/errors.ts'
import { removeOlderThanDay, uploadsDirectory } from './directories.ts'

interface UploadDeps extends Pick<Deps, 'newId'> {
  readonly dataDir: string
}

interface NewUpload {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

const mostBytes = 4 * 1024 ** 3
const longestName = 255

/** Keeps a file for a day, as it arrives and never as a whole in memory. */
export async function addUpload({ dataDir, newId }: UploadDeps, { name, bytes }: NewUpload): Promise<Upload> {
  const directory = uploadsDirectory(dataDir)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const id = newId()
  const file = join(directory, id)
  // Opened before the first byte is asked for: a stream that breaks off while it opens its file would make it later.
  const partial = await open(`${file}.partial`, 'wx', 0o600)
  try {
    const counted = { bytes: 0 }
    await pipeline(capped(bytes, counted), partial.createWriteStream())
    const upload: Upload = { id, name: shownName(name), bytes: counted.bytes }
    await writeFile(`${file}.json`, JSON.stringify(upload), { mode: 0o600 })
    await chmod(`${file}.partial`, 0o600)
    await rename(`${file}.partial`, file)
    return upload
  } catch (error) {
    await partial.close()
    await rm(`${file}.partial`, { force: true })
    await rm(`${file}.json`, { force: true })
    throw error
  }
}

async function* capped(bytes: AsyncIterable<Uint8Array>, counted: { bytes: number }) {
  for await (const chunk of bytes) {
    counted.bytes += chunk.byteLength
    if (counted.bytes > mostBytes) throw new HydraFlowError('BODY_TOO_LARGE', undefined, { limit: mostBytes })
    yield chunk
  }
}

/** The last part of whatever path the name is; it is shown, and names no file of ours. */
const shownName = (name: string): string =>
  (name.split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/\p{Cc}/gu, '')
    .toWellFormed()
    .slice(0, longestName) || 'upload'

/** The file of an upload and the name it came with. */
export async function getUpload(dataDir: string, id: string): Promise<{ path: string; name: string }> {
  if (!isUploadId(id)) throw notFound('IMPORT_UPLOAD_NOT_FOUND', id)
  const path = join(uploadsDirectory(dataDir), id)
  try {
    const { name }: Upload = JSON.parse(await readFile(`${path}.json`, 'utf8'))
    return { path, name }
  } catch {
    throw notFound('IMPORT_UPLOAD_NOT_FOUND', id)
  }
}

/** Ids are ours; any other text could be a path. */
const isUploadId = (id: string): boolean => /^[\da-z-]{1,64}$/i.test(id)

export async function removeUpload(dataDir: string, id: string): Promise<void> {
  if (!isUploadId(id)) return
  const path = join(uploadsDirectory(dataDir), id)
  await rm(path, { force: true })
  await rm(`${path}.json`, { force: true })
}

/** Removes uploads of which nothing was made for a day. Returns how many files went. */
export const removeOldUploads = ({
  dataDir,
  clock,
}: Pick<Deps, 'clock'> & { readonly dataDir: string }): Promise<number> =>
  removeOlderThanDay(uploadsDirectory(dataDir), clock.now() / 1_000)
