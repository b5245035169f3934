import type { Upload } from '@hydraflow/core/contract'
import type { Connection } from './connection.ts'
import { deadlineFor } from './deadline.ts'
import { errorFromResponse, transportError } from './errors.ts'
import type { FileBytes, UploadOptions } from './options.ts'

/** Hands a file to the server, as it comes where the platform can. */
export async function upload(connection: Connection, file: FileBytes, options: UploadOptions): Promise<Upload> {
  const deadline = deadlineFor(connection, options)
  const { streamsBodies } = connection.platform
  const body = file instanceof Blob ? file : streamsBodies ? streamFrom(file) : await collected(file)
  // `duplex` is what fetch asks for with a stream; the types of the DOM do not know it yet.
  const streaming = body instanceof Blob ? {} : { duplex: 'half' }
  try {
    const response = await connection.fetch('/api/imports/uploads', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(options.name) },
      body,
      signal: deadline.signal,
      ...streaming,
    })
    if (!response.ok) throw await errorFromResponse(response)
    return (await response.json()) as Upload
  } catch (error) {
    throw deadline.error() ?? transportError(error)
  }
}

function streamFrom(bytes: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  if (bytes instanceof ReadableStream) return bytes
  const iterator = bytes[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(stream) {
      const { done, value } = await iterator.next()
      if (done) stream.close()
      else stream.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

const collected = (bytes: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Blob> =>
  new Response(streamFrom(bytes)).blob()
