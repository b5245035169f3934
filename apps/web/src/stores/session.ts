import { useSyncExternalStore } from 'react'
import { persisted } from './persisted.ts'

/** The second half of the session; the first is a cookie that the page cannot read. */
const stored = persisted('hydraflow.session')

export const sessionSecret = stored.get

export const setSessionSecret = stored.set

export const useSignedIn = (): boolean => useSyncExternalStore(stored.subscribe, () => stored.get() !== null)
