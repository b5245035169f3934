import { rm } from 'node:fs/promises'
import type { Job, RunImport } from '../contract/index.ts'
import { enqueueJob } from '../jobs/enqueue-job.ts'
import { getJob } from '../jobs/reader.ts'
import type { Deps } from '../kernel/deps.ts'
import { copyIn, copySource, placeCopy } from './copy-source.ts'
import { copyDirectory } from './directories.ts'
import type { Machine } from './find-profiles.ts'
import { usualBrowser } from './preview-import.ts'
import { type ResolvedSource, resolveSource } from './resolve-source.ts'
import { detectFormat } from './sources/open-source.ts'

export interface ImportDeps extends Deps, Machine {
  readonly dataDir: string
}

/** Starts the import of a file. One that is no history is refused here, with its reason, and makes no job. */
/** Every attempt goes on where the last one stopped, so even many crashes only cost time. */
const maxAttempts = 20

export async function startImport(deps: ImportDeps, { idempotencyKey, ...input }: RunImport): Promise<Job> {
  const { database, dataDir, newId } = deps
  const known = idempotencyKey === undefined ? undefined : await findJobByKey(deps, idempotencyKey)
  if (known) return known
  const source = await resolveSource(deps, input)
  const checked = copyDirectory(dataDir, `checked-${newId()}`)
  try {
    const payload = await payloadOf(source, checked)
    const jobId = await database.transact((tx) =>
      enqueueJob(tx, deps, { type: 'browser_import', payload, title: payload.fileName, idempotencyKey, maxAttempts }),
    )
    // The job goes on with the copy that was checked: it imports the file as it was when it was asked for.
    const { status, attempts } = await getJob(database.look, jobId)
    if (status === 'queued' && attempts === 0) await placeCopy(checked, copyDirectory(dataDir, jobId))
    database.announce()
    return await getJob(database.look, jobId)
  } finally {
    await rm(checked, { recursive: true, force: true })
  }
}

async function findJobByKey({ database: { look } }: ImportDeps, key: string): Promise<Job | undefined> {
  const job = await look.selectFrom('job').select('id').where('idempotencyKey', '=', key).executeTakeFirst()
  return job && (await getJob(look, job.id))
}

async function payloadOf({ path, fileName, browser, uploadId }: ResolvedSource, directory: string) {
  await copySource(path, directory)
  const format = detectFormat(copyIn(directory))
  return { path, fileName, browser: browser ?? usualBrowser[format], uploadId }
}
