import type { AutoId } from './column.ts'

/** One thing that search can find, as words that are folded and parted by spaces; the engine's index covers both texts. */
export interface SearchDocumentTable {
  id: AutoId
  kind: string
  itemId: string
  /** Set for a page, to join its visits. */
  pageId: number | null
  hostId: number | null
  threadId: string | null
  /** The time of the item; a page's own times are in `page`. */
  time: number
  title: string
  body: string
}
