import type { ReactNode } from 'react'
import { classes } from '../../ui/classes.ts'
import { formatNumber } from '../../ui/format.ts'
import { type HistoryAddress, useHosts } from './use-history.ts'

/** The sites of what is shown, most pages first; a column where there is room for one. */
export function HostFacets({ address }: { address: HistoryAddress }): ReactNode {
  if (address.search.page !== undefined) return null
  return (
    <div className="w-60 shrink-0 overflow-y-auto pt-2 pr-4 pb-6 pl-2 max-xl:hidden">
      <HostList address={address} />
    </div>
  )
}

export function HostList({ address }: { address: HistoryAddress }): ReactNode {
  const { search, narrow } = address
  const { data: sites } = useHosts(search)
  const choose = (host: string) => narrow(host === search.host ? { host: undefined, subdomains: undefined } : { host })
  return (
    <section aria-label="Sites">
      <div className="flex justify-between px-2 pb-1">
        <h2 className="font-semibold">Sites</h2>
        <span className="text-quiet">pages</span>
      </div>
      {sites?.hosts.length === 0 && <p className="px-2 text-quiet">No site matches.</p>}
      <ul className="max-xl:max-h-80 max-xl:overflow-y-auto">
        {sites?.hosts.map(({ host, count }) => (
          <li key={host}>
            <button
              type="button"
              aria-pressed={host === search.host}
              onClick={() => choose(host)}
              className={classes(
                'flex h-7 w-full items-center justify-between gap-3 rounded-sm px-2 text-left -outline-offset-2 transition-colors max-md:h-11',
                host === search.host ? 'bg-selection' : 'hover:bg-hover',
              )}
            >
              <span className="line">{host}</span>
              <span className="text-quiet">
                {formatNumber(count)}
                <span className="sr-only">{count === 1 ? ' page' : ' pages'}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {typeof sites?.countedIn === 'number' && (
        <p className="px-2 pt-2 text-quiet">
          Counted in {formatNumber(sites.countedIn)} pages. There are more: search or choose days to count others.
        </p>
      )}
    </section>
  )
}
