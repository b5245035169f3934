import { useSyncExternalStore } from 'react'

const query = matchMedia('(width < 48rem)')

const subscribe = (listener: () => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** True on a phone: the same border as Tailwind's md. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches)
