import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { formatNumber, localDay, startOfDay } from '../../ui/format.ts'
import { useNow } from '../../ui/Time.tsx'
import { useHosts } from '../history/use-history.ts'
import { Section } from './Section.tsx'

const shownSites = 6

/** Where most pages were read in the last month, or ever if that was longer ago; each leads to them. */
export function TopSites(): ReactNode {
  const lastMonth = { from: localDay(startOfDay(localDay(useNow()), -29)) }
  const recent = useHosts(lastMonth).data
  const isOld = recent?.hosts.length === 0
  const ever = useHosts({}, { enabled: isOld }).data
  const sites = isOld ? ever : recent
  const hosts = sites?.hosts.slice(0, shownSites) ?? []
  const most = hosts[0]?.count ?? 1
  if (hosts.length === 0) return null
  return (
    <Section
      title="Most read sites"
      note={`pages in ${isOld ? 'all' : '30 days'}${sites?.countedIn ? `, ${formatNumber(sites.countedIn)} counted` : ''}`}
    >
      <ol>
        {hosts.map(({ host, count }) => (
          <li key={host}>
            <Link
              {...paths.history({ host, ...(!isOld && lastMonth) })}
              className="group grid h-8.5 grid-cols-[minmax(0,3fr)_minmax(0,2fr)_3.5rem] items-center gap-3 rounded-sm max-md:h-11"
            >
              <span className="line group-hover:underline">{host}</span>
              <span aria-hidden className="h-1.5">
                <span className="block h-full rounded-full bg-series-1" style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className="text-right text-quiet tabular-nums">{formatNumber(count)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </Section>
  )
}
