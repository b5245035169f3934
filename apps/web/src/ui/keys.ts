import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface KeyBinding {
  /** `j`, `Backspace`, `?`, `mod+k`, or two in a row: `g h`. */
  readonly keys: string
  /** What it does, as the table of keys says it. Bindings of one label share a line. */
  readonly label: string
  readonly run: () => void
  /** Also while a person writes in a field. */
  readonly whileTyping?: boolean
}

interface Layer {
  readonly title: string
  bindings: readonly KeyBinding[]
}

/** The page on top comes last and is asked first. */
let layers: readonly Layer[] = []
const listeners = new Set<() => void>()
const sequenceMs = 1_200
let pending = { key: '', at: 0 }

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button])'))

/** Enter, Space and Backspace belong to what has the focus when that is something to press. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('button, a[href], summary, [role=menuitem], [role=option]')

const nameOf = (event: KeyboardEvent): string =>
  event.metaKey || event.ctrlKey ? `mod+${event.key.toLowerCase()}` : event.key

const isOverlaid = (): boolean => document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null

function find(keys: string, event: KeyboardEvent): KeyBinding | undefined {
  const typing = isField(event.target)
  const bindings = layers.toReversed().flatMap((layer) => layer.bindings)
  return bindings.find((binding) => binding.keys === keys && (!typing || binding.whileTyping === true))
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const name = nameOf(event)
  if (isOverlaid() && !name.startsWith('mod+')) return
  if (isPressable(event.target) && (name === 'Enter' || name === ' ')) return
  const sequence = event.timeStamp - pending.at < sequenceMs ? `${pending.key} ${name}` : ''
  pending = { key: name, at: event.timeStamp }
  const binding = (sequence && find(sequence, event)) || find(name, event)
  if (!binding) return
  event.preventDefault()
  pending = { key: '', at: 0 }
  binding.run()
}

const tell = () => listeners.forEach((listener) => listener())

export function startKeys() {
  document.addEventListener('keydown', onKeyDown)
}

/** Adds the keys of a page, or of the frame, while it is shown. */
export function useKeys(title: string, bindings: readonly KeyBinding[]) {
  const layer = useRef<Layer>({ title, bindings })
  useEffect(() => {
    layer.current.bindings = bindings
  })
  useEffect(() => {
    const mine = layer.current
    layers = [...layers, mine]
    tell()
    return () => {
      layers = layers.filter((other) => other !== mine)
      tell()
    }
  }, [])
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useLayers = (): readonly Layer[] => useSyncExternalStore(subscribe, () => layers)
