import type { AutoId, Json } from './column.ts'

export interface TaskTable {
  id: string
  threadId: string | null
  title: string
  description: string | null
  status: string
  priority: number
  owner: string | null
  dueAt: number | null
  closedAt: number | null
  result: Json | null
  metadata: Json
  createdAt: number
  updatedAt: number
}

export interface TaskEventTable {
  id: AutoId
  taskId: string
  sequence: number
  eventType: string
  payload: Json | null
  createdAt: number
}
