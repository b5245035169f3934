import { useEffect, useRef, type ReactNode } from 'react'
import { X } from 'lucide-react'
import { IconButton } from './Button.tsx'

interface SidePanelProps {
  label: string
  onClose: () => void
  actions?: ReactNode
  children: ReactNode
}

/** What is selected, beside the list it was selected in. On a phone it covers the list and is a page of its own. */
export function SidePanel({ label, onClose, actions, children }: SidePanelProps): ReactNode {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    const narrow = matchMedia('(width < 48rem)').matches
    if (narrow) panel.current?.focus()
    return () => {
      if (narrow && before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={label}
      className="appear z-20 flex min-h-0 w-105 shrink-0 flex-col border-l border-line bg-surface outline-none max-xl:absolute max-xl:inset-y-0 max-xl:right-0 max-xl:shadow-float max-md:fixed max-md:inset-0 max-md:z-30 max-md:w-full max-md:border-0"
    >
      <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-2 pl-5 max-md:h-14">
        <h2 className="line mr-auto font-semibold">{label}</h2>
        {actions}
        <IconButton icon={X} label="Close panel (Esc)" onClick={onClose} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto overscroll-contain p-5">{children}</div>
    </aside>
  )
}

export function PanelSection({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  )
}
