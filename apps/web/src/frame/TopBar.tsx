import type { ReactNode } from 'react'
import { Command } from 'lucide-react'
import { Kbd } from '../ui/Kbd.tsx'
import { ConnectionSign } from './ConnectionSign.tsx'
import { SearchField } from './SearchField.tsx'

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

export function TopBar({ onPalette }: { onPalette: () => void }): ReactNode {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-4 pl-6 max-md:h-14 max-md:px-3">
      <SearchField />
      <button
        type="button"
        onClick={onPalette}
        title="Command palette"
        className="ml-auto flex h-8 items-center gap-1.5 rounded-sm px-2 text-quiet transition-colors hover:bg-hover hover:text-text max-md:size-11 max-md:justify-center max-md:px-0"
      >
        <span className="sr-only">Command palette</span>
        <Command size={16} aria-hidden className="md:hidden" />
        <span className="flex gap-1 max-md:hidden">
          <Kbd>{isMac ? '⌘' : 'Ctrl'}</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <ConnectionSign />
    </header>
  )
}
