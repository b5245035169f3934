import type { Flag } from './column.ts'

export interface TabTable {
  id: string
  windowId: string | null
  position: number | null
  title: string | null
  url: string | null
  favicon: string | null
  active: Flag
  pinned: Flag
  openedAt: number
  lastActiveAt: number
  closedAt: number | null
  threadId: string | null
  pageId: number | null
}
