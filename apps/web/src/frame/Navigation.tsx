import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { useOverview } from '../data/overview-feed.ts'
import { formatNumber } from '../ui/format.ts'
import { places } from './places.ts'
import { SettingsMenu } from './SettingsMenu.tsx'
import { Wordmark } from './Wordmark.tsx'

export function Navigation({ onKeys }: { onKeys: () => void }): ReactNode {
  const running = useOverview().data?.jobs.byStatus.running ?? 0
  return (
    <nav aria-label="Pages" className="flex w-52 shrink-0 flex-col gap-4 p-3 max-md:hidden">
      <Link {...paths.overview()} className="mx-2 mt-2 self-start rounded-sm" aria-label="HydraFlow, overview">
        <Wordmark />
      </Link>
      <ul className="flex flex-col gap-px">
        {places.map(({ word, icon: Icon, path, keys }) => (
          <li key={word}>
            <Link
              {...path}
              activeOptions={{ exact: path.to === '/', includeSearch: false }}
              title={`${word} (${keys})`}
              className="flex h-8 items-center gap-2.5 rounded-sm px-2 text-quiet transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-selection aria-[current=page]:font-medium aria-[current=page]:text-text"
            >
              <Icon size={16} aria-hidden />
              {word}
              {word === 'Jobs' && running > 0 && (
                <span className="ml-auto text-running">
                  {formatNumber(running)} <span className="text-xs">running</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className="mt-auto">
        <SettingsMenu onKeys={onKeys} />
      </div>
    </nav>
  )
}
