import type { SkipReason, Skipped } from '../contract/index.ts'
import type { Micros } from '../kernel/time.ts'
import { type UnusableUrl, readPageUrl, urlHash } from '../pages/page-url.ts'
import type { SourceVisit } from './sources/source.ts'

/** What a URL of a source means to the history. */
interface VisitedUrl {
  readonly page: { readonly url: string; readonly urlHash: string; readonly host: string }
  /** As visited; null where it is the page's own. */
  readonly url: string | null
  readonly urlVariant: string
}

/** A visit worth keeping. */
export interface WebVisit extends VisitedUrl {
  readonly sourceVisitId: number
  readonly sourceReferrerId: number | null
  readonly sourceReferrerAt: Micros | null
  readonly title: string
  readonly visitedAt: Micros
  readonly transition: number | null
  readonly durationMs: number | null
  readonly hidden: 0 | 1
  readonly device: string | null
}

export interface ReadVisits {
  readonly kept: WebVisit[]
  readonly skipped: Skipped
}

/** Makes a reader of rows. It remembers the last URL, since a source gives the visits of one URL together. */
export function visitReader(): (rows: readonly SourceVisit[]) => ReadVisits {
  let lastUrl: string | null = null
  let last: VisitedUrl | UnusableUrl = 'url_invalid'
  const readUrl = (url: string) => {
    if (url !== lastUrl) {
      last = readVisitedUrl(url)
      lastUrl = url
    }
    return last
  }
  return (rows) => {
    const kept: WebVisit[] = []
    const skipped: Skipped = {}
    const skip = (reason: SkipReason) => (skipped[reason] = (skipped[reason] ?? 0) + 1)
    for (const { url, visitedAt, title, device, ...row } of rows) {
      const visited = url === null ? 'page_missing' : readUrl(url)
      if (typeof visited === 'string') skip(visited)
      else if (visitedAt === null) skip('time_missing')
      else {
        const { page, urlVariant } = visited
        const { sourceVisitId, sourceReferrerId, sourceReferrerAt, transition, durationMs, hidden } = row
        kept.push({
          page,
          url: visited.url,
          urlVariant,
          sourceVisitId,
          sourceReferrerId,
          sourceReferrerAt,
          title: clean(title),
          visitedAt,
          transition,
          durationMs,
          hidden,
          device: device === null ? null : clean(device).slice(0, longestDevice) || null,
        })
      }
    }
    return { kept, skipped }
  }
}

const longestDevice = 200

/** No table takes a NUL, no wire an unpaired surrogate. */
const clean = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()

function readVisitedUrl(text: string): VisitedUrl | UnusableUrl {
  const read = readPageUrl(text)
  if (typeof read === 'string') return read
  const { url, pageUrl, host } = read
  const page = { url: pageUrl, urlHash: urlHash(pageUrl), host }
  return url === pageUrl ? { page, url: null, urlVariant: '' } : { page, url, urlVariant: urlHash(url) }
}

/** Two visits with the same key are one. */
export const visitKey = ({ page, visitedAt, urlVariant }: WebVisit): string =>
  `${page.urlHash} ${visitedAt} ${urlVariant}`

/** The sum of two counts by reason. */
export function addSkipped(one: Skipped, two: Skipped): Skipped {
  const sum = { ...one }
  for (const [reason, count] of Object.entries(two) as [SkipReason, number][]) sum[reason] = (sum[reason] ?? 0) + count
  return sum
}

export const totalSkipped = (skipped: Skipped): number => Object.values(skipped).reduce((sum, count) => sum + count, 0)
