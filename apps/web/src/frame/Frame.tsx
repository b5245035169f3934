import { useEffect, useState, type ReactNode } from 'react'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { askAgain } from '../data/client.ts'
import { jobFeed } from '../data/job-feed.ts'
import { useFeed } from '../data/live.ts'
import { overviewFeed } from '../data/overview-feed.ts'
import { useConnection } from '../stores/connection.ts'
import { useKeys } from '../ui/keys.ts'
import { BottomBar } from './BottomBar.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import { Navigation } from './Navigation.tsx'
import { Palette } from './Palette.tsx'
import { places } from './places.ts'
import { focusSearchField } from './SearchField.tsx'
import { TopBar } from './TopBar.tsx'

type Overlay = 'palette' | 'keys' | null

export function Frame(): ReactNode {
  const navigate = useNavigate()
  const [overlay, setOverlay] = useState<Overlay>(null)
  useFeed(overviewFeed)
  useFeed(jobFeed)
  const connection = useConnection()
  useEffect(() => {
    if (connection === 'live') void askAgain()
  }, [connection])
  useKeys('Everywhere', [
    { keys: 'mod+k', label: 'Command palette', whileTyping: true, run: () => setOverlay('palette') },
    { keys: '/', label: 'Search', run: focusSearchField },
    { keys: '?', label: 'Show the keys', run: () => setOverlay('keys') },
    ...places.map(({ keys, word, path }) => ({ keys, label: `Go to ${word}`, run: () => void navigate(path) })),
  ])
  const close = () => setOverlay(null)
  return (
    <div className="flex h-dvh overflow-hidden max-md:flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-sm focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        Skip to the content
      </a>
      <Navigation onKeys={() => setOverlay('keys')} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface md:my-2 md:mr-2 md:overflow-hidden md:rounded-md md:border md:border-line">
        <TopBar onPalette={() => setOverlay('palette')} />
        <main id="content" tabIndex={-1} className="relative flex min-h-0 flex-1 flex-col overflow-hidden outline-none">
          <Outlet />
        </main>
      </div>
      <BottomBar />
      {overlay === 'palette' && <Palette onClose={close} onKeys={() => setOverlay('keys')} />}
      <KeysDialog open={overlay === 'keys'} onClose={close} />
    </div>
  )
}
