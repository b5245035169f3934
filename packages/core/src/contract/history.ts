import { z } from 'zod'
import { Count, Id, IsoTime, Range, Removed, WebUrl, listInput, pageOf, text } from './primitives.ts'

/** How a visit came about; the words of Chromium and Firefox, joined. Stored as the position in this list. */
export const transitions = [
  'link',
  'typed',
  'bookmark',
  'subframe',
  'manual_subframe',
  'generated',
  'start_page',
  'form_submit',
  'reload',
  'keyword',
  'keyword_generated',
  'embed',
  'redirect_permanent',
  'redirect_temporary',
  'download',
  'other',
] as const
export const Transition = z.enum(transitions)
export type Transition = z.infer<typeof Transition>

/** Who saw a visit: the live product (`batchId` null) or an import. */
export const VisitSource = z.object({ batchId: z.string().nullable(), browser: z.string().nullable() })
export type VisitSource = z.infer<typeof VisitSource>

export const Visit = z.object({
  id: z.string(),
  url: z.string().meta({ description: 'The URL as visited' }),
  pageId: z.string(),
  title: z.string(),
  host: z.string(),
  visitedAt: IsoTime,
  transition: Transition.nullable(),
  durationMs: Count.nullable(),
  referrerVisitId: z.string().nullable(),
  device: z.string().nullable(),
  hidden: z.boolean().meta({ description: 'A redirect hop or a subframe: not something a person opened' }),
  tabId: z.string().nullable(),
  sources: z.array(VisitSource),
})
export type Visit = z.infer<typeof Visit>

/** A visit in a list; with a `query`, the stretches of title and url that matched. */
export const ListedVisit = Visit.extend({
  highlights: z.object({ title: z.array(Range), url: z.array(Range) }).optional(),
})
export type ListedVisit = z.infer<typeof ListedVisit>
export const VisitPage = pageOf(ListedVisit)

export const RecordVisit = z.strictObject({
  url: WebUrl,
  title: text(4_000).optional(),
  visitedAt: IsoTime.optional(),
  tabId: Id.optional(),
  transition: Transition.optional(),
  durationMs: Count.optional(),
  referrerVisitId: Id.optional(),
  device: text(200).optional(),
  hidden: z.boolean().optional(),
})
export type RecordVisit = z.infer<typeof RecordVisit>

/** `created` is false when the visit was known: recording it again changes nothing. */
export const RecordedVisit = Visit.extend({ created: z.boolean() })
export type RecordedVisit = z.infer<typeof RecordedVisit>

/** A host name, exact; with `subdomains: true` also everything below it. Never a substring. */
export const hostFilter = {
  host: text(255, 1).optional(),
  subdomains: z.boolean().optional(),
}

const visitFilters = {
  query: text(1_000).optional(),
  ...hostFilter,
  from: IsoTime.optional(),
  to: IsoTime.optional().meta({ description: 'Exclusive' }),
  tabId: Id.optional(),
  hidden: z.boolean().optional().meta({ description: 'false leaves redirect hops and subframes out' }),
}

/** Newest first. The last word of `query` matches as a prefix. */
export const ListHistory = z.strictObject({ ...listInput, ...visitFilters })
export type ListHistory = z.infer<typeof ListHistory>

/** Deletes every visit that all given filters select. `dryRun: true` counts and deletes nothing. */
export const PurgeHistory = z.strictObject({
  ...visitFilters,
  ids: z.array(Id).min(1).max(1_000).optional(),
  all: z.boolean().optional(),
  dryRun: z.boolean().optional(),
})
export type PurgeHistory = z.infer<typeof PurgeHistory>

export const Purged = z.object({ removed: Removed, dryRun: z.boolean() })
export type Purged = z.infer<typeof Purged>
