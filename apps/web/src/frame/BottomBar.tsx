import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { places } from './places.ts'
import { SettingsMenu } from './SettingsMenu.tsx'

const entry =
  'flex h-14 flex-1 flex-col items-center justify-center gap-1 text-xs text-quiet -outline-offset-2 aria-[current=page]:font-medium aria-[current=page]:text-accent'

/** The navigation of a phone. */
export function BottomBar(): ReactNode {
  return (
    <nav
      aria-label="Pages"
      className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places
        .filter(({ rare }) => !rare)
        .map(({ word, short = word, icon: Icon, path }) => (
          <Link key={word} {...path} activeOptions={{ exact: path.to === '/', includeSearch: false }} className={entry}>
            <Icon size={18} aria-hidden />
            {short}
          </Link>
        ))}
      <SettingsMenu className={entry} places={places.filter(({ rare }) => rare)}>
        More
      </SettingsMenu>
    </nav>
  )
}
