import { z } from 'zod'
import { Count, Id, IsoTime, Metadata, listInput, pageOf, text } from './primitives.ts'

export const MessageRole = z.enum(['user', 'assistant', 'system', 'tool'])
export type MessageRole = z.infer<typeof MessageRole>

export const Message = z.object({
  id: z.string(),
  threadId: z.string(),
  sequence: Count.meta({ description: 'The strict order of the messages of one thread' }),
  parentId: z.string().nullable(),
  role: MessageRole,
  content: z.string(),
  tokens: Count.nullable(),
  snapshotId: z.string().nullable(),
  metadata: Metadata,
  createdAt: IsoTime,
})
export type Message = z.infer<typeof Message>
export const MessagePage = pageOf(Message)

export const AppendMessage = z.strictObject({
  id: Id.optional(),
  threadId: Id,
  role: MessageRole,
  content: text(1_000_000),
  parentId: Id.nullish(),
  tokens: Count.nullish(),
  snapshotId: Id.nullish(),
  metadata: Metadata.optional(),
  createdAt: IsoTime.optional(),
})
export type AppendMessage = z.infer<typeof AppendMessage>

/** The first page holds the newest messages, each page is chronological, the cursor leads to older ones. */
export const ListMessages = z.strictObject({ threadId: Id, ...listInput })
export type ListMessages = z.infer<typeof ListMessages>
