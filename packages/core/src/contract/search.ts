import { z } from 'zod'
import { Count, Id, IsoTime, Range, oneOrMany, text } from './primitives.ts'

export const SearchKind = z.enum(['page', 'message', 'task', 'memory', 'bookmark'])
export type SearchKind = z.infer<typeof SearchKind>

/**
 * `q` is words, "phrases", -exclusions and the filters `host:`/`site:`, `in:` (kind), `before:`, `after:`; any text is
 * a valid query, of which the first 32 words count. The other fields filter as well. `from` and `to` mean when a page
 * was visited, else the item's time.
 */
export const SearchQuery = z.strictObject({
  q: text(1_000),
  kinds: oneOrMany(SearchKind).optional(),
  host: text(255, 1).optional().meta({ description: 'This host and everything below it' }),
  from: IsoTime.optional(),
  to: IsoTime.optional(),
  threadId: Id.optional(),
  mode: z.enum(['auto', 'lexical', 'semantic', 'hybrid']).default('auto'),
  limit: z.int().min(1).max(200).default(20),
  cursor: text(2_000, 1).nullish(),
})
export type SearchQuery = z.infer<typeof SearchQuery>

/** Why an item is a hit. The score is `lexical * (1 + recency + visits)`. */
export const SearchReasons = z.object({
  fields: z.array(z.enum(['title', 'body'])),
  lexical: z.number(),
  semantic: z.number().nullable(),
  recency: z.number(),
  visits: z.number(),
  visitCount: Count.nullable(),
})

export const SearchHit = z.object({
  kind: SearchKind,
  id: z.string(),
  title: z.string(),
  snippet: z.string(),
  highlights: z.object({ title: z.array(Range), snippet: z.array(Range) }),
  url: z.string().nullable(),
  host: z.string().nullable(),
  threadId: z.string().nullable(),
  time: IsoTime,
  score: z.number(),
  reasons: SearchReasons,
})
export type SearchHit = z.infer<typeof SearchHit>

export const SearchFacets = z.object({
  kinds: z.array(z.object({ kind: SearchKind, count: Count })),
  hosts: z.array(z.object({ host: z.string(), count: Count })),
})
export type SearchFacets = z.infer<typeof SearchFacets>

export const SearchResult = z.object({
  items: z.array(SearchHit),
  nextCursor: z.string().nullable(),
  total: Count.meta({ description: 'Hits counted; a lower bound when `complete` is false' }),
  complete: z.boolean().meta({ description: 'False when so much matched that only the newest part was ranked' }),
  facets: SearchFacets,
  mode: z.enum(['lexical', 'semantic', 'hybrid']),
  tookMs: z.number(),
})
export type SearchResult = z.infer<typeof SearchResult>

/** The last word matches as a prefix. */
export const SuggestQuery = z.strictObject({
  q: text(200),
  kinds: oneOrMany(SearchKind).optional(),
  limit: z.int().min(1).max(20).default(8),
})
export type SuggestQuery = z.infer<typeof SuggestQuery>

export const Suggestion = z.object({
  kind: SearchKind,
  id: z.string(),
  title: z.string(),
  ranges: z.array(Range),
  url: z.string().nullable(),
  threadId: z.string().nullable(),
})
export type Suggestion = z.infer<typeof Suggestion>
export const Suggestions = z.object({ items: z.array(Suggestion), tookMs: z.number() })
export type Suggestions = z.infer<typeof Suggestions>
