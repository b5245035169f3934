import { compact, readFlag, readMoment, readText, type RawSearch } from '../read-search.ts'

/** What the address of the History page holds: the filter, and what the side panel shows. */
export interface HistorySearch {
  q?: string | undefined
  host?: string | undefined
  subdomains?: true | undefined
  /** A local day or an exact moment. */
  from?: string | undefined
  /** A local day, inclusive, or an exact moment, exclusive. */
  to?: string | undefined
  hidden?: true | undefined
  page?: string | undefined
  visit?: string | undefined
}

export const readHistorySearch = (raw: RawSearch): HistorySearch =>
  compact({
    q: readText(raw.q),
    host: readText(raw.host),
    subdomains: readFlag(raw.subdomains),
    from: readMoment(raw.from),
    to: readMoment(raw.to),
    hidden: readFlag(raw.hidden),
    page: readText(raw.page),
    visit: readText(raw.visit),
  })
