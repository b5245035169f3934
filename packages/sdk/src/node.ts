import { nodePlatform } from './node-platform.ts'
import { type Client, clientOn } from './client.ts'
import type { ClientOptions } from './options.ts'

export * from './exports.ts'

/**
 * A client of one HydraFlow server.
 *
 * @example
 * ```ts
 * const client = createClient()
 * const thread = await client.threads.create({ title: 'Buying a bike' })
 * for await (const job of client.jobs.watch()) console.log(job.title, job.status)
 * ```
 */
export const createClient = (options: ClientOptions = {}): Client => clientOn(nodePlatform, options)
