import type { AutoId, Json } from './column.ts'

export interface MemoryTable {
  id: string
  scope: string
  scopeRef: string | null
  key: string
  value: string
  strength: number
  threadId: string | null
  taskId: string | null
  sourceMessageId: string | null
  metadata: Json
  createdAt: number
  updatedAt: number
}

export interface MemoryChangeTable {
  id: AutoId
  memoryId: string
  action: string
  scope: string
  scopeRef: string | null
  key: string
  valueBefore: string | null
  valueAfter: string | null
  strengthBefore: number | null
  strengthAfter: number | null
  changedAt: number
}
