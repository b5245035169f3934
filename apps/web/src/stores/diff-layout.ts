import { useSyncExternalStore } from 'react'
import { persisted } from './persisted.ts'

export type DiffLayout = 'unified' | 'split'

const stored = persisted('hydraflow.diff')

const current = (): DiffLayout => (stored.get() === 'split' ? 'split' : 'unified')

export const setDiffLayout = (layout: DiffLayout) => stored.set(layout === 'unified' ? null : layout)

/** Whether changes are read in one column or in two. */
export const useDiffLayout = (): DiffLayout => useSyncExternalStore(stored.subscribe, current)
