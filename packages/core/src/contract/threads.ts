import { z } from 'zod'
import { Count, Id, IsoTime, Metadata, listInput, pageOf, text } from './primitives.ts'

export const Thread = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  origin: z.string().nullable(),
  metadata: Metadata,
  messageCount: Count,
  boundTabs: z.array(z.object({ id: z.string(), title: z.string().nullable(), url: z.string().nullable() })),
  createdAt: IsoTime,
  updatedAt: IsoTime,
  lastUserMessageAt: IsoTime.nullable(),
  lastAssistantMessageAt: IsoTime.nullable(),
})
export type Thread = z.infer<typeof Thread>
export const ThreadPage = pageOf(Thread)

export const ThreadTitle = text(500, 1)

export const CreateThread = z.strictObject({
  id: Id.optional(),
  title: ThreadTitle.optional(),
  description: text(20_000).nullish(),
  origin: text(200).nullish(),
  metadata: Metadata.optional(),
})
export type CreateThread = z.infer<typeof CreateThread>

export const UpdateThread = z.strictObject({
  id: Id,
  title: ThreadTitle.optional(),
  description: text(20_000).nullish(),
  origin: text(200).nullish(),
  metadata: Metadata.optional(),
})
export type UpdateThread = z.infer<typeof UpdateThread>

/** Newest activity first. */
export const ListThreads = z.strictObject({ ...listInput, origin: text(200).optional() })
export type ListThreads = z.infer<typeof ListThreads>
