import { z } from 'zod'
import { Count, IsoTime, listInput, pageOf, text } from './primitives.ts'
import { hostFilter } from './history.ts'

/** One normalised URL: fragment and tracking parameters dropped, host in lower case. */
export const Page = z.object({
  id: z.string(),
  url: z.string(),
  title: z.string(),
  host: z.string(),
  visitCount: Count,
  firstSeenAt: IsoTime,
  lastSeenAt: IsoTime,
})
export type Page = z.infer<typeof Page>
export const PagePage = pageOf(Page)

/** Last seen first. */
export const ListPages = z.strictObject({ ...listInput, ...hostFilter, query: text(1_000).optional() })
export type ListPages = z.infer<typeof ListPages>
