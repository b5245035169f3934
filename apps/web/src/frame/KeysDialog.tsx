import type { ReactNode } from 'react'
import { Dialog } from '../ui/Dialog.tsx'
import { useLayers, type KeyBinding } from '../ui/keys.ts'
import { Kbd } from '../ui/Kbd.tsx'

const names: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Backspace: '⌫',
  Delete: 'Del',
  mod: /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl',
}

const capsOf = (keys: string) =>
  keys.split(/[ +]/).map((key) => names[key] ?? (key.length === 1 && keys.includes('mod') ? key.toUpperCase() : key))

/** The keys of this page. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode {
  const layers = useLayers().toReversed()
  return (
    <Dialog open={open} onClose={onClose} title="Keys">
      {layers.map(({ title, bindings }) => (
        <section key={title}>
          <h3 className="mb-1 font-semibold">{title}</h3>
          <dl>
            {Object.entries(Object.groupBy(bindings, (binding) => binding.label)).map(([label, same = []]) => (
              <div key={label} className="flex min-h-8 items-center justify-between gap-4">
                <dt>{label}</dt>
                <dd className="flex items-center gap-1.5 text-quiet">{same.map(KeyCaps)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}

function KeyCaps({ keys }: KeyBinding, index: number): ReactNode {
  return (
    <span key={keys} className="flex items-center gap-1">
      {index > 0 && <span className="text-xs">or</span>}
      {capsOf(keys).map((cap) => (
        <Kbd key={cap}>{cap}</Kbd>
      ))}
    </span>
  )
}
