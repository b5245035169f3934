import { type Methods, type Procedure, type Upload, procedures } from '@hydraflow/core/contract'
import { createCall } from './call.ts'
import { Connection } from './connection.ts'
import type { ClientOptions, FileBytes, RequestOptions, UploadOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { upload } from './upload.ts'
import { watch } from './watch.ts'

type Rooms = Methods<RequestOptions>

interface ImportsOfClient {
  /** Hands a file to the server, which keeps it for a day; import it with `imports.run({ uploadId: upload.id })`. */
  upload(file: FileBytes, options: UploadOptions): Promise<Upload>
}

/**
 * A client of one HydraFlow server: a property for each noun, a method for each verb, as the workspace itself has them.
 * Every failure is a `HydraFlowError`.
 */
export type Client = Omit<Rooms, 'imports'> & {
  readonly imports: Rooms['imports'] & ImportsOfClient
  /** Ends every call and subscription under way; the client cannot be used after that. */
  close(): void
}

const defaultTimeoutMs = 30_000

type Method = (input?: unknown, options?: RequestOptions) => Promise<unknown> | AsyncIterable<unknown>

/** The client of a platform, built from the table of procedures. */
export function clientOn(platform: Platform, options: ClientOptions): Client {
  const { timeoutMs = defaultTimeoutMs } = options
  const connection = new Connection(options, platform)
  const call = createCall(connection)

  const methodOf = (path: string, { kind }: Procedure): Method =>
    kind === 'subscription'
      ? (input, given) => watch(connection, path, input, { timeoutMs, ...given })
      : (input, given) => call(kind, path, input, { timeoutMs, ...given })

  const rooms = Object.fromEntries(
    Object.entries(procedures).map(([noun, verbs]: [string, Record<string, Procedure>]) => [
      noun,
      Object.fromEntries(
        Object.entries(verbs).map(([verb, declared]) => [verb, methodOf(`${noun}.${verb}`, declared)]),
      ),
    ]),
  ) as unknown as Rooms

  return {
    ...rooms,
    imports: { ...rooms.imports, upload: (file, given) => upload(connection, file, given) },
    close: () => connection.close(),
  }
}
