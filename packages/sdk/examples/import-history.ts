// Import a browser's history from a file and follow the job. Usage: node import-history.ts History
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { createClient } from '@hydraflow/sdk'

const client = createClient()
const [path = 'History'] = process.argv.slice(2)
const upload = await client.imports.upload(await openAsBlob(path), { name: basename(path) })
const preview = await client.imports.preview({ uploadId: upload.id })
console.log(`${preview.new} of ${preview.read} visits are new`)

const { id } = await client.imports.run({ uploadId: upload.id })
// Goes on where it was when the connection breaks, and ends with the job.
for await (const job of client.jobs.watch({ id })) console.log(job.status, job.progress?.phase ?? '')
