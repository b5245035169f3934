import { z } from 'zod'
import { Id, IsoTime, Metadata, listInput, pageOf, text } from './primitives.ts'

export const MemoryScope = z.enum(['global', 'user', 'thread', 'doc'])
export type MemoryScope = z.infer<typeof MemoryScope>

export const Memory = z.object({
  id: z.string(),
  scope: MemoryScope,
  scopeRef: z.string().nullable(),
  key: z.string(),
  value: z.string(),
  strength: z.number().min(0).max(1),
  threadId: z.string().nullable(),
  taskId: z.string().nullable(),
  sourceMessageId: z.string().nullable(),
  metadata: Metadata,
  createdAt: IsoTime,
  updatedAt: IsoTime,
})
export type Memory = z.infer<typeof Memory>
export const MemoryPage = pageOf(Memory)

/**
 * Finds the memory by its id, else by (scope, scopeRef, key), and changes it; makes it if there is none.
 * The scopeRef of scope `thread` is the id of that thread.
 */
export const UpsertMemory = z.strictObject({
  id: Id.optional(),
  scope: MemoryScope,
  scopeRef: Id.nullish(),
  key: text(300, 1),
  value: text(100_000),
  strength: z.number().min(0).max(1).optional(),
  threadId: Id.nullish(),
  taskId: Id.nullish(),
  sourceMessageId: Id.nullish(),
  metadata: Metadata.optional(),
})
export type UpsertMemory = z.infer<typeof UpsertMemory>

const memoryFilters = {
  scope: MemoryScope.optional(),
  scopeRef: Id.optional(),
  threadId: Id.optional(),
  taskId: Id.optional(),
}

/** Last changed first. */
export const ListMemories = z.strictObject({ ...listInput, ...memoryFilters, key: text(300, 1).optional() })
export type ListMemories = z.infer<typeof ListMemories>

/** Best match first. */
export const SearchMemories = z.strictObject({
  q: text(1_000),
  ...memoryFilters,
  limit: z.int().min(1).max(200).default(20),
})
export type SearchMemories = z.infer<typeof SearchMemories>

export const MemoryMatches = z.object({ items: z.array(z.object({ memory: Memory, score: z.number() })) })
export type MemoryMatches = z.infer<typeof MemoryMatches>

/** One change of a memory. Once the memory is deleted, its values are erased from the trail too and are null. */
export const MemoryChange = z.object({
  id: z.string(),
  memoryId: z.string(),
  action: z.enum(['created', 'updated', 'deleted']),
  scope: MemoryScope,
  scopeRef: z.string().nullable(),
  key: z.string(),
  valueBefore: z.string().nullable(),
  valueAfter: z.string().nullable(),
  strengthBefore: z.number().nullable(),
  strengthAfter: z.number().nullable(),
  changedAt: IsoTime,
})
export type MemoryChange = z.infer<typeof MemoryChange>
export const MemoryChangePage = pageOf(MemoryChange)

/** The audit trail, newest first, of one memory or of all. */
export const ListMemoryChanges = z.strictObject({ ...listInput, id: Id.optional() })
export type ListMemoryChanges = z.infer<typeof ListMemoryChanges>
