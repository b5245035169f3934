import type { Database, Look } from '@hydraflow/db'
import type { SearchTerm } from '@hydraflow/db'
import { type Micros, microsOr } from '../kernel/time.ts'
import { hostIdsBelow, hostIdsExactly } from '../pages/hosts.ts'
import { parseQuery } from '../search/parse-query.ts'

/** Which visits are meant. Nulls mean any; an empty list of ids means none. */
export interface VisitFilter {
  readonly hostIds: readonly number[] | null
  readonly from: Micros | null
  readonly to: Micros | null
  readonly tabId: string | null
  readonly hidden: boolean | null
  readonly pages: MatchingPages | null
}

/** The pages that a query finds: their ids when they are few, else the terms to test each visit with. */
export type MatchingPages = { readonly ids: readonly number[] } | { readonly terms: readonly SearchTerm[] }

interface FilterInput {
  readonly query?: string | undefined
  readonly host?: string | undefined
  readonly subdomains?: boolean | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly tabId?: string | undefined
  readonly hidden?: boolean | undefined
}

/** Up to so many pages are listed by id; beyond that, visits of matching pages lie so close that walking them is quicker. */
const fewPages = 2_000

/** Turns the fields of an input into ids and numbers, with what the query itself says about hosts and times. */
export async function readVisitFilter(
  database: Database,
  input: FilterInput,
): Promise<VisitFilter & { terms: readonly SearchTerm[] }> {
  const parsed = parseQuery(input.query ?? '', { prefix: true })
  if (parsed.terms.length > 0) await database.searchable()
  return {
    terms: parsed.terms,
    hostIds: await hostIdsOf(database.look, input, parsed.hosts),
    from: microsOr(input.from ?? null) ?? parsed.after,
    to: microsOr(input.to ?? null) ?? parsed.before,
    tabId: input.tabId ?? null,
    hidden: input.hidden ?? null,
    pages: await pagesOf(database, input.query, parsed),
  }
}

async function pagesOf(database: Database, query: string | undefined, parsed: ReturnType<typeof parseQuery>) {
  const nothing = saysNothing(query, parsed)
  return nothing ?? (parsed.terms.length > 0 ? await matchingPages(database, parsed.terms) : null)
}

/** A query of signs alone finds nothing, as does one for other kinds of things; one of filters alone finds all they let through. */
const saysNothing = (
  query: string | undefined,
  { terms, hosts, before, after, kinds }: ReturnType<typeof parseQuery>,
): MatchingPages | null => {
  if (kinds.length > 0 && !kinds.includes('page')) return { ids: [] }
  const filters = hosts.length > 0 || kinds.length > 0 || before !== null || after !== null
  return query?.trim() && terms.length === 0 && !filters ? { ids: [] } : null
}

/** Whether the filter leaves anything out. */
export const narrows = ({ hostIds, from, to, tabId, hidden, pages }: VisitFilter): boolean =>
  [hostIds, from, to, tabId, hidden, pages].some((part) => part !== null)

async function hostIdsOf(look: Look, { host, subdomains }: FilterInput, inQuery: readonly string[]) {
  const fromField =
    host === undefined ? null : subdomains ? await hostIdsBelow(look, [host]) : await hostIdsExactly(look, host)
  if (inQuery.length === 0) return fromField
  const fromQuery = await hostIdsBelow(look, inQuery)
  return fromField ? fromField.filter((id) => fromQuery.includes(id)) : fromQuery
}

async function matchingPages(database: Database, terms: readonly SearchTerm[]): Promise<MatchingPages> {
  if (terms.every((term) => term.excluded)) return { terms }
  const rows = await database.search
    .matching(database.look, terms)
    .select('d.pageId')
    .where('d.kind', '=', 'page')
    .limit(fewPages + 1)
    .execute()
  if (rows.length > fewPages) return { terms }
  return { ids: rows.flatMap(({ pageId }) => pageId ?? []) }
}
