import { useSyncExternalStore } from 'react'
import { persisted } from './persisted.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const stored = persisted('hydraflow.theme')

const current = (): Theme => themes.find((theme) => theme === stored.get()) ?? 'system'

function apply() {
  const theme = current()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function startTheme() {
  apply()
  stored.subscribe(apply)
}

export const setTheme = (theme: Theme) => stored.set(theme === 'system' ? null : theme)

export const useTheme = (): Theme => useSyncExternalStore(stored.subscribe, current)
