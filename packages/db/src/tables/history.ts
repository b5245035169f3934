import type { AutoId, Flag } from './column.ts'

export interface HostTable {
  id: AutoId
  name: string
  /** The labels turned round, each with a dot behind it (`com.example.`): a name and all below it are one range. */
  reversedName: string
}

export interface PageTable {
  id: AutoId
  url: string
  urlHash: string
  title: string
  hostId: number
  visitCount: number
  firstSeenAt: number
  lastSeenAt: number
}

export interface VisitTable {
  id: AutoId
  pageId: number
  hostId: number
  /** The URL as visited where it differs from the page's, else null. */
  url: string | null
  /** The hash of `url`, empty where that is null; unique together with page and time. */
  urlVariant: string
  visitedAt: number
  transition: number | null
  durationMs: number | null
  hidden: Flag
  device: string | null
  tabId: string | null
  referrerVisitId: number | null
  /** The import that brought the visit first; null when it was recorded live. */
  batchId: number | null
  sourceVisitId: number | null
  sourceReferrerId: number | null
  /** When the referrer was visited: with its id in the source, what finds it without an index of its own. */
  sourceReferrerAt: number | null
}

/** Another source that saw a visit which was there already. */
export interface VisitSightingTable {
  visitId: number
  /** 0 stands for live recording. */
  batchId: number
  sourceVisitId: number | null
}
