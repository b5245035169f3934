import type { ReactNode } from 'react'
import { Keyboard, LogOut, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import { signOut } from '../data/session.ts'
import { setTheme, useTheme } from '../stores/theme.ts'
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
  children?: ReactNode
}

/** Theme, keys, sign out. */
export function SettingsMenu({ onKeys, className = railTrigger, children }: SettingsMenuProps): ReactNode {
  const theme = useTheme()
  const trigger = (
    <button type="button" className={className}>
      <Settings2 size={16} aria-hidden />
      {children ?? 'Settings'}
    </button>
  )
  return (
    <Menu trigger={trigger}>
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
