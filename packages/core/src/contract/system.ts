import { z } from 'zod'

/** Says that the server is up, and nothing private. */
export const Health = z.object({ status: z.enum(['ok', 'stopping']), version: z.string() })
export type Health = z.infer<typeof Health>

export const Nothing = z.strictObject({})
