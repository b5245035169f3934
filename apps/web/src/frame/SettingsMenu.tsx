import type { ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, Keyboard, LogOut, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import { signOut } from '../data/session.ts'
import { setTheme, useTheme } from '../stores/theme.ts'
import type { Place } from './places.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine } from '../ui/Menu.tsx'

export const themeOptions = [
  { value: 'system', label: 'As the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

const railTrigger =
  'flex h-8 w-full items-center gap-2.5 rounded-sm px-2 text-quiet transition-colors hover:bg-hover hover:text-text'

interface SettingsMenuProps {
  onKeys?: () => void
  className?: string
  /** Pages that the navigation has no room for. */
  places?: readonly Place[]
  children?: ReactNode
}

/** Theme, keys, sign out. */
export function SettingsMenu({ onKeys, className = railTrigger, places = [], children }: SettingsMenuProps): ReactNode {
  const theme = useTheme()
  const navigate = useNavigate()
  const trigger = (
    <button type="button" className={className}>
      {places.length > 0 ? <Ellipsis size={18} aria-hidden /> : <Settings2 size={16} aria-hidden />}
      {children ?? 'Settings'}
    </button>
  )
  return (
    <Menu trigger={trigger}>
      {places.map(({ word, icon, path }) => (
        <MenuItem key={word} icon={icon} onSelect={() => void navigate(path)}>
          {word}
        </MenuItem>
      ))}
      {places.length > 0 && <MenuLine />}
      <MenuChoice label="Theme" value={theme} options={themeOptions} onChoose={setTheme} />
      <MenuLine />
      {onKeys && (
        <MenuItem icon={Keyboard} onSelect={onKeys} hint={<Kbd>?</Kbd>}>
          Keys
        </MenuItem>
      )}
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
