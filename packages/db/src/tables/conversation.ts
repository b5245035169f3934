import type { Json } from './column.ts'

export interface ThreadTable {
  id: string
  title: string
  description: string | null
  origin: string | null
  metadata: Json
  messageCount: number
  createdAt: number
  updatedAt: number
  lastUserMessageAt: number | null
  lastAssistantMessageAt: number | null
}

export interface MessageTable {
  id: string
  threadId: string
  sequence: number
  parentId: string | null
  role: string
  content: string
  tokens: number | null
  snapshotId: string | null
  metadata: Json
  createdAt: number
}
