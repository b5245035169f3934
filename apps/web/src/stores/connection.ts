import { useSyncExternalStore } from 'react'

export type Connection = 'connecting' | 'live' | 'reconnecting'

let connection: Connection = 'connecting'
const listeners = new Set<() => void>()

export function setConnection(next: Connection) {
  if (next === connection) return
  connection = next
  listeners.forEach((listener) => listener())
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useConnection = (): Connection => useSyncExternalStore(subscribe, () => connection)
